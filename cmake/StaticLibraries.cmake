# Loading forty shared libraries takes longer than fitting a small photo, so those that cost most are
# linked from their archives where the system has them, as Debian does: OpenCV, whose core alone
# brings LAPACK and X11, libarchive, which brings libxml2 and ICU, and the decoders of this process.
# Where an archive is missing, or does not link, the shared library stays.
include(CheckCXXSourceCompiles)

# Turns an imported target into its archive.
#   HEADERS, CALLS   a program that has to link with it: lines of #include and of main()
#   NEEDS            what the archive needs in turn
#   OPTIONS          of the linker
function(fit299_link_statically target)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "HEADERS;CALLS" "NEEDS;OPTIONS")
  get_target_property(library ${target} IMPORTED_LOCATION)
  if(NOT library)
    get_target_property(library ${target} IMPORTED_LOCATION_RELEASE)
  endif()
  string(REGEX REPLACE "\\.so[.0-9]*$" ".a" archive "${library}")
  if(NOT archive MATCHES "\\.a$" OR NOT EXISTS "${archive}")
    return()
  endif()
  get_target_property(includes ${target} INTERFACE_INCLUDE_DIRECTORIES)
  if(includes)
    set(CMAKE_REQUIRED_INCLUDES ${includes})
  endif()
  set(CMAKE_REQUIRED_LIBRARIES "${archive}" ${arg_NEEDS})
  set(CMAKE_REQUIRED_LINK_OPTIONS ${arg_OPTIONS})
  string(MAKE_C_IDENTIFIER "FIT299_LINKS_${target}_STATICALLY" links)
  check_cxx_source_compiles("${arg_HEADERS}\nint main() { ${arg_CALLS} }" ${links})
  if(NOT ${links})
    return()
  endif()
  set_target_properties(${target} PROPERTIES
    IMPORTED_LOCATION "${archive}" IMPORTED_LOCATION_RELEASE "${archive}")
  set_property(TARGET ${target} APPEND PROPERTY INTERFACE_LINK_LIBRARIES ${arg_NEEDS})
  set_property(TARGET ${target} APPEND PROPERTY INTERFACE_LINK_OPTIONS ${arg_OPTIONS})
endfunction()

# Only what is called is kept; and what the program has in it is not for its shared libraries, which
# have their own.
set(_sparing LINKER:--as-needed LINKER:--gc-sections)
# A sanitizer's own archive is no exception, and has to be seen by the libraries that stay shared.
if(NOT FIT299_SANITIZE)
  list(APPEND _sparing LINKER:--exclude-libs,ALL)
endif()

fit299_link_statically(ZLIB::ZLIB
  HEADERS "#include <zlib.h>" CALLS "return static_cast<int>(crc32(0, nullptr, 0));")
# Its windows of OpenGL, which nobody opens, are the only ones to call libGL. Nothing that the program
# calls solves equations, but some tests do (a - b of two pictures could, to the linker's eyes).
fit299_link_statically(OpenCV::core
  HEADERS "#include <opencv2/core.hpp>"
  CALLS "cv::Mat a(8, 8, CV_8UC3), b; a.setTo(1); cv::transpose(a, b); return b.data[0];"
  NEEDS tbb ZLIB::ZLIB -l:liblapack.so.3 -l:libblas.so.3 ${CMAKE_DL_LIBS} Threads::Threads
  OPTIONS ${_sparing} LINKER:--defsym=glXGetProcAddressARB=0)
if(FIT299_LINKS_OpenCV__core_STATICALLY)
  fit299_link_statically(OpenCV::imgproc
    HEADERS "#include <opencv2/imgproc.hpp>"
    CALLS "cv::Mat a(8, 8, CV_8UC3), b; cv::resize(a, b, cv::Size(4, 4)); return b.data[0];"
    NEEDS OpenCV::core)
endif()
fit299_link_statically(JPEG::JPEG
  HEADERS "#include <cstdio>\n#include <jpeglib.h>"
  CALLS "jpeg_decompress_struct info; jpeg_create_decompress(&info); jpeg_read_header(&info, TRUE);")
fit299_link_statically(PNG::PNG
  HEADERS "#include <png.h>"
  CALLS "png_create_read_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);"
  NEEDS ZLIB::ZLIB m)
fit299_link_statically(WebP::webp
  HEADERS "#include <webp/decode.h>\n#include <webp/encode.h>"
  CALLS "int w, h; uint8_t b[1] = {}, *out; WebPDecodeRGB(b, 1, &w, &h); WebPEncodeRGB(b, 1, 1, 3, 90, &out);"
  NEEDS m Threads::Threads)
if(FIT299_LINKS_WebP__webp_STATICALLY)
  fit299_link_statically(WebP::webpdemux
    HEADERS "#include <webp/demux.h>" CALLS "WebPGetDemuxVersion();" NEEDS WebP::webp)
endif()
fit299_link_statically(LibLZMA::LibLZMA
  HEADERS "#include <lzma.h>"
  CALLS "lzma_stream s = LZMA_STREAM_INIT; return static_cast<int>(lzma_stream_decoder(&s, 0, 0));")
fit299_link_statically(LibArchive::Reader
  HEADERS "#include <archive.h>"
  CALLS "archive* a = archive_read_new(); archive_read_support_format_tar(a); archive_read_support_filter_bzip2(a); archive_read_support_filter_zstd(a);"
  NEEDS -l:libbz2.a -l:libzstd.a LibLZMA::LibLZMA ZLIB::ZLIB Threads::Threads)
