# libheif, whose own CMake files differ from version to version. Defines Heif::heif.
find_path(Heif_INCLUDE_DIR libheif/heif.h)
find_library(Heif_LIBRARY heif)

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(Heif REQUIRED_VARS Heif_LIBRARY Heif_INCLUDE_DIR)

if(Heif_FOUND AND NOT TARGET Heif::heif)
  add_library(Heif::heif UNKNOWN IMPORTED)
  set_target_properties(Heif::heif PROPERTIES
    IMPORTED_LOCATION ${Heif_LIBRARY} INTERFACE_INCLUDE_DIRECTORIES ${Heif_INCLUDE_DIR})
endif()
mark_as_advanced(Heif_INCLUDE_DIR Heif_LIBRARY)
