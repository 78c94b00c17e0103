# Finds OpenBLAS and oneDNN among the Python packages of the build environment and copies what is needed at run time,
# once each, into the package folder flambeau/lib. Included by the top CMakeLists.txt after find_package(Python).
#
# Defines
#   flambeau::onednn     headers, library and FLAMBEAU_HAS_ONEDNN=1; an empty target with =0 where it is switched off
#                        (FLAMBEAU_ONEDNN=OFF) or not packaged (processors other than x86-64)
#   flambeau::openblas   FLAMBEAU_OPENBLAS_FILE, the file name core/backend/cpu/blas opens at the first product
#   flambeau_native_libraries(<target>)   links both and sets the run paths of the extension <target>

option(FLAMBEAU_ONEDNN "Use oneDNN for products and convolutions where it is packaged" ON)

# Sets <result> to the files of the Python distribution <name> whose path matches <pattern>; empty when there are none.
function(flambeau_package_files result name pattern)
  set(program [[
import importlib.metadata, re, sys
try:
    files = importlib.metadata.files(sys.argv[1]) or []
except importlib.metadata.PackageNotFoundError:
    files = []
paths = sorted(str(f.locate().resolve()) for f in files if re.search(sys.argv[2], str(f).replace("\\", "/")))
print(";".join(dict.fromkeys(p.replace("\\", "/") for p in paths)), end="")
]])
  execute_process(
    COMMAND "${Python_EXECUTABLE}" -c "${program}" "${name}" "${pattern}"
    OUTPUT_VARIABLE found
    COMMAND_ERROR_IS_FATAL ANY)
  set(${result} "${found}" PARENT_SCOPE)
endfunction()

# Installs one shared library as a real file under the name it is looked up by.
function(flambeau_bundle file name)
  file(REAL_PATH "${file}" real)
  install(PROGRAMS "${real}" DESTINATION flambeau/lib RENAME "${name}")
endfunction()

# ---- OpenBLAS --------------------------------------------------------------------------------------------------------
set(openblas_package scipy_openblas32)
flambeau_package_files(openblas_library ${openblas_package} "/lib/libscipy_openblas\\.(so|dylib|dll)$|/lib/libscipy_openblas\\.dll$")
if(NOT openblas_library)
  message(FATAL_ERROR "OpenBLAS was not found | it comes with the Python package scipy-openblas32 | "
                      "pip install scipy-openblas32 in the environment of ${Python_EXECUTABLE}")
endif()
list(GET openblas_library 0 openblas_library)
get_filename_component(openblas_file "${openblas_library}" NAME)
get_filename_component(openblas_folder "${openblas_library}" DIRECTORY)
flambeau_bundle("${openblas_library}" "${openblas_file}")

add_library(flambeau_openblas INTERFACE)
add_library(flambeau::openblas ALIAS flambeau_openblas)
target_compile_definitions(flambeau_openblas INTERFACE "FLAMBEAU_OPENBLAS_FILE=\"${openblas_file}\"")
target_link_libraries(flambeau_openblas INTERFACE ${CMAKE_DL_LIBS})

# ---- oneDNN ----------------------------------------------------------------------------------------------------------
set(onednn_library "")
if(FLAMBEAU_ONEDNN)
  flambeau_package_files(onednn_header onednn-devel-cpu-gomp "include/oneapi/dnnl/dnnl\\.hpp$")
  flambeau_package_files(onednn_library onednn-cpu-gomp "/libdnnl\\.so\\.[0-9]+$")
endif()

add_library(flambeau_onednn INTERFACE)
add_library(flambeau::onednn ALIAS flambeau_onednn)
if(onednn_library AND onednn_header)
  list(GET onednn_library 0 onednn_library)
  get_filename_component(onednn_file "${onednn_library}" NAME)
  get_filename_component(onednn_folder "${onednn_library}" DIRECTORY)
  get_filename_component(onednn_include "${onednn_header}/../../.." ABSOLUTE)
  flambeau_bundle("${onednn_library}" "${onednn_file}")
  target_include_directories(flambeau_onednn SYSTEM INTERFACE "${onednn_include}")
  target_link_libraries(flambeau_onednn INTERFACE "${onednn_library}")
  target_compile_definitions(flambeau_onednn INTERFACE FLAMBEAU_HAS_ONEDNN=1)
else()
  message(STATUS "Building without oneDNN: products and convolutions go to OpenBLAS")
  target_compile_definitions(flambeau_onednn INTERFACE FLAMBEAU_HAS_ONEDNN=0)
endif()

# GNU OpenMP is used by the core and by oneDNN and is absent from small systems. It is found by its name once the
# extension has loaded it from flambeau/lib, so libdnnl needs no run path of its own.
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_SYSTEM_NAME STREQUAL "Linux")
  execute_process(
    COMMAND "${CMAKE_CXX_COMPILER}" -print-file-name=libgomp.so.1
    OUTPUT_VARIABLE gomp_library OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
  if(IS_ABSOLUTE "${gomp_library}")
    flambeau_bundle("${gomp_library}" libgomp.so.1)
  endif()
endif()

function(flambeau_native_libraries target)
  target_link_libraries(${target} PRIVATE $<LINK_ONLY:flambeau::onednn> flambeau::openblas)
  if(APPLE)
    set(origin "@loader_path")
  else()
    set(origin "$ORIGIN")
  endif()
  set_target_properties(${target} PROPERTIES
    BUILD_RPATH "${onednn_folder};${openblas_folder}"
    INSTALL_RPATH "${origin}/lib")
endfunction()
