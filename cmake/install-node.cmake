# Installs dist and those of node_modules that it needs. What an earlier version left there must not be found by this one.
# SOURCE: the package's folder, MODULES: file with a module's folder a line, SHARE: where they go below the prefix.

set(share "${CMAKE_INSTALL_PREFIX}/${SHARE}")
file(REMOVE_RECURSE "$ENV{DESTDIR}${share}/dist" "$ENV{DESTDIR}${share}/node_modules")

message(STATUS "Installing: ${share}/dist")
file(INSTALL "${SOURCE}/dist" DESTINATION "${share}" USE_SOURCE_PERMISSIONS MESSAGE_NEVER)

message(STATUS "Installing: ${share}/node_modules")
file(STRINGS "${MODULES}" modules)
foreach(module IN LISTS modules)
  get_filename_component(parent "${module}" DIRECTORY)
  # Modules inside a module have lines of their own; onnxruntime brings libraries for all systems.
  file(INSTALL "${SOURCE}/${module}" DESTINATION "${share}/${parent}" USE_SOURCE_PERMISSIONS MESSAGE_NEVER
    REGEX "/node_modules$" EXCLUDE
    REGEX "/onnxruntime-node/bin/napi-v[0-9]+/(darwin|win32)$" EXCLUDE
  )
endforeach()
