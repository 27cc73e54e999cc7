# OpenCV's core and imgproc, without OpenCV's own CMake files: on Debian those come only with
# libopencv-dev, which pulls in 650 MB of modules that are of no use here.
# Defines OpenCV::core and OpenCV::imgproc.
find_path(OpenCVModules_INCLUDE_DIR opencv2/core.hpp PATH_SUFFIXES opencv4)
find_library(OpenCVModules_core_LIBRARY opencv_core)
find_library(OpenCVModules_imgproc_LIBRARY opencv_imgproc)

if(OpenCVModules_INCLUDE_DIR)
  file(STRINGS ${OpenCVModules_INCLUDE_DIR}/opencv2/core/version.hpp _lines
       REGEX "#define CV_VERSION_(MAJOR|MINOR|REVISION) ")
  string(REGEX REPLACE "[^0-9]*([0-9]+)[^0-9]+([0-9]+)[^0-9]+([0-9]+).*" "\\1.\\2.\\3"
         OpenCVModules_VERSION "${_lines}")
endif()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(OpenCVModules
  REQUIRED_VARS OpenCVModules_core_LIBRARY OpenCVModules_imgproc_LIBRARY OpenCVModules_INCLUDE_DIR
  VERSION_VAR OpenCVModules_VERSION)

if(OpenCVModules_FOUND)
  foreach(_module core imgproc)
    if(NOT TARGET OpenCV::${_module})
      add_library(OpenCV::${_module} UNKNOWN IMPORTED)
      set_target_properties(OpenCV::${_module} PROPERTIES
        IMPORTED_LOCATION ${OpenCVModules_${_module}_LIBRARY}
        INTERFACE_INCLUDE_DIRECTORIES ${OpenCVModules_INCLUDE_DIR})
    endif()
  endforeach()
  set_property(TARGET OpenCV::imgproc PROPERTY INTERFACE_LINK_LIBRARIES OpenCV::core)
endif()
mark_as_advanced(OpenCVModules_INCLUDE_DIR OpenCVModules_core_LIBRARY OpenCVModules_imgproc_LIBRARY)
