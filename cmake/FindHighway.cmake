# Highway's headers. Its library is not needed for vectors, and takes its time to load: see
# src/kernels/dispatch.h. Defines Highway::headers.
find_path(Highway_INCLUDE_DIR hwy/highway.h)

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(Highway REQUIRED_VARS Highway_INCLUDE_DIR)

if(Highway_FOUND AND NOT TARGET Highway::headers)
  add_library(Highway::headers INTERFACE IMPORTED)
  set_target_properties(Highway::headers PROPERTIES
    INTERFACE_INCLUDE_DIRECTORIES ${Highway_INCLUDE_DIR})
  # What its assertions call, which only builds with sanitizers have.
  find_library(Highway_LIBRARY hwy)
  if(FIT299_SANITIZE)
    set_target_properties(Highway::headers PROPERTIES INTERFACE_LINK_LIBRARIES ${Highway_LIBRARY})
  endif()
endif()
mark_as_advanced(Highway_INCLUDE_DIR Highway_LIBRARY)
