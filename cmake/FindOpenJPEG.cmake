# OpenJPEG's library alone: its own CMake files also want its programs. Defines OpenJPEG::OpenJPEG.
file(GLOB _openjpeg_folders LIST_DIRECTORIES true
  /usr/local/include/openjpeg-2.* /usr/include/openjpeg-2.*)
list(SORT _openjpeg_folders COMPARE NATURAL ORDER DESCENDING)
find_path(OpenJPEG_INCLUDE_DIR openjpeg.h HINTS ${_openjpeg_folders})
find_library(OpenJPEG_LIBRARY openjp2)

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(OpenJPEG REQUIRED_VARS OpenJPEG_LIBRARY OpenJPEG_INCLUDE_DIR)

if(OpenJPEG_FOUND AND NOT TARGET OpenJPEG::OpenJPEG)
  add_library(OpenJPEG::OpenJPEG UNKNOWN IMPORTED)
  set_target_properties(OpenJPEG::OpenJPEG PROPERTIES
    IMPORTED_LOCATION ${OpenJPEG_LIBRARY} INTERFACE_INCLUDE_DIRECTORIES ${OpenJPEG_INCLUDE_DIR})
endif()
mark_as_advanced(OpenJPEG_INCLUDE_DIR OpenJPEG_LIBRARY)
