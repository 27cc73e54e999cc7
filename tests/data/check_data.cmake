# Draws the example images again, and compares the pixels of the lossless ones with those of data/.
# (How a picture is compressed depends on the versions of the libraries, its pixels do not.)
#
#   cmake -D MAKE_IMAGES=... -D FIT299=... -D DATA=... -D SCRATCH=... -P check_data.cmake
cmake_minimum_required(VERSION 3.25)

function(run)
  execute_process(COMMAND ${ARGN} COMMAND_ERROR_IS_FATAL ANY)
endfunction()

file(REMOVE_RECURSE ${SCRATCH})
file(MAKE_DIRECTORY ${SCRATCH})
run(${MAKE_IMAGES} ${SCRATCH}/drawn)
file(GLOB_RECURSE _names RELATIVE ${SCRATCH}/drawn ${SCRATCH}/drawn/*)
foreach(_name ${_names})
  if(NOT EXISTS ${DATA}/${_name})
    message(FATAL_ERROR "data/${_name} is missing")
  endif()
endforeach()

run(${FIT299} fit ${DATA} -o ${SCRATCH}/data.npy --include *.png --dtype uint8 --size 256)
run(${FIT299} fit ${SCRATCH}/drawn -o ${SCRATCH}/drawn.npy --include *.png --dtype uint8 --size 256)
run(${CMAKE_COMMAND} -E compare_files ${SCRATCH}/data.npy ${SCRATCH}/drawn.npy)
