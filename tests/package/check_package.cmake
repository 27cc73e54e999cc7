# Installs a build of fit299 into an empty folder, and builds and runs a project that finds it there.
#
#   cmake -D BUILD=... -D SCRATCH=... -D COMPILER=... -D FLAGS=... -D IMAGE=... -P check_package.cmake
#
# BUILD: the build to install. SCRATCH: a folder to work in, emptied first. COMPILER, FLAGS: what
# BUILD was compiled with, sanitizers included. IMAGE: what the project fits.
cmake_minimum_required(VERSION 3.25)

function(run)
  execute_process(COMMAND ${ARGN} COMMAND_ERROR_IS_FATAL ANY)
endfunction()

set(prefix ${SCRATCH}/prefix)
set(build ${SCRATCH}/build)
file(REMOVE_RECURSE ${SCRATCH})

run(${CMAKE_COMMAND} --install ${BUILD} --prefix ${prefix})
run(${CMAKE_COMMAND} -G Ninja -S ${CMAKE_CURRENT_LIST_DIR}/consumer -B ${build}
    -D CMAKE_PREFIX_PATH=${prefix} -D CMAKE_CXX_COMPILER=${COMPILER} -D CMAKE_CXX_FLAGS=${FLAGS})
run(${CMAKE_COMMAND} --build ${build})
run(${build}/consumer ${IMAGE})
run(${prefix}/bin/fit299 --version)
