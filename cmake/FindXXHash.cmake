# libxxhash, whose Debian package has no CMake files. Defines XXHash::xxhash.
find_path(XXHash_INCLUDE_DIR xxhash.h)
find_library(XXHash_LIBRARY xxhash)

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(XXHash REQUIRED_VARS XXHash_LIBRARY XXHash_INCLUDE_DIR)

if(XXHash_FOUND AND NOT TARGET XXHash::xxhash)
  add_library(XXHash::xxhash UNKNOWN IMPORTED)
  set_target_properties(XXHash::xxhash PROPERTIES
    IMPORTED_LOCATION ${XXHash_LIBRARY} INTERFACE_INCLUDE_DIRECTORIES ${XXHash_INCLUDE_DIR})
  # Debian builds it for the oldest CPU of an architecture; on x86 the library can choose, if asked.
  include(CheckCXXSymbolExists)
  set(CMAKE_REQUIRED_INCLUDES ${XXHash_INCLUDE_DIR})
  set(CMAKE_REQUIRED_LIBRARIES ${XXHash_LIBRARY})
  check_cxx_symbol_exists(XXH3_128bits_dispatch xxh_x86dispatch.h XXHash_CAN_DISPATCH)
  unset(CMAKE_REQUIRED_INCLUDES)
  unset(CMAKE_REQUIRED_LIBRARIES)
  if(XXHash_CAN_DISPATCH)
    set_target_properties(XXHash::xxhash PROPERTIES
      INTERFACE_COMPILE_DEFINITIONS FIT299_XXHASH_CAN_DISPATCH)
  endif()
endif()
mark_as_advanced(XXHash_INCLUDE_DIR XXHash_LIBRARY)
