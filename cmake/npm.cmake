# npm's part of the build, run in the package's folder: cmake -DNPM=npm -DSTEP=ci|build|list [-DLIST=FILE] -P npm.cmake
# What fails says what to do in its last line; without CMake's call stack, which would tell the user nothing.

function(npm hint output)
  execute_process(COMMAND ${NPM} ${ARGN} RESULT_VARIABLE result OUTPUT_VARIABLE said ERROR_VARIABLE complaint)
  if(NOT result EQUAL 0)
    message("${said}${complaint}")
    message(FATAL_ERROR "f1_brain: ${hint}")
  endif()
  set(${output} "${said}" PARENT_SCOPE)
endfunction()

if(STEP STREQUAL "ci")
  npm("npm ci failed; it needs the network once. Run it in the package's folder, then catkin_make again" said
    ci --ignore-scripts --no-audit --no-fund)
elseif(STEP STREQUAL "build")
  npm("npm run build failed; the lines above say where" said run --silent build)
elseif(STEP STREQUAL "list")
  npm("node_modules is not what package-lock.json says; run npm ci in the package's folder, then catkin_make again" said
    ls --omit=dev --all --parseable)
  # The first line is the package itself.
  string(STRIP "${said}" said)
  string(REPLACE "\n" ";" folders "${said}")
  list(GET folders 0 root)
  list(REMOVE_AT folders 0)
  set(modules "")
  foreach(folder IN LISTS folders)
    file(RELATIVE_PATH module "${root}" "${folder}")
    set(modules "${modules}${module}\n")
  endforeach()
  file(WRITE "${LIST}" "${modules}")
endif()
