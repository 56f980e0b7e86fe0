# How every room, test and benchmark of Wingspread is compiled.

set(CMAKE_CXX_STANDARD 23)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release)
endif()

find_program(CCACHE ccache)
if(CCACHE)
  # ccache takes a precompiled header by its content when it may ignore its time.
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env
      CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime ${CCACHE})
  set(CMAKE_C_COMPILER_LAUNCHER ${CCACHE})
endif()

add_library(wingspread_options INTERFACE)
target_compile_options(wingspread_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor -Woverloaded-virtual
  -Werror -Werror=switch-enum -fno-math-errno)
if(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
  target_compile_options(wingspread_options INTERFACE
    -Wno-sign-conversion -Wno-missing-designated-field-initializers
    "SHELL:-Xclang -fno-pch-timestamp")
  find_program(LLD NAMES ld.lld-19 ld.lld)
  if(LLD)
    add_link_options(--ld-path=${LLD})
  endif()
else()
  # g++ only checks that the code compiles; its warnings differ and are clang's to police.
  target_compile_options(wingspread_options INTERFACE -Wno-error -Wno-missing-field-initializers)
  target_compile_definitions(wingspread_options INTERFACE WINGSPREAD_FEWER_TARGETS)
endif()
if(WINGSPREAD_PLANTED_ROOMS)
  add_compile_definitions(WINGSPREAD_PLANTED)
endif()
if(WINGSPREAD_SANITIZE)
  add_compile_definitions(WINGSPREAD_FEWER_TARGETS)
  add_compile_options(-fsanitize=${WINGSPREAD_SANITIZE} -fno-omit-frame-pointer
                      -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${WINGSPREAD_SANITIZE})
endif()

# Under sanitizers the product is instrumented and optimised; its tests compile twice as fast without.
add_library(wingspread_test_options INTERFACE)
target_link_libraries(wingspread_test_options INTERFACE wingspread_options)
if(WINGSPREAD_SANITIZE)
  target_compile_options(wingspread_test_options INTERFACE -O0)
endif()

# wingspread_precompiled(NAME HEADERS header... LIBS library...)
# Headers that most sources of a kind read, compiled once for all of them: half of a clean build's
# time. A source still includes what it uses: the architecture test compiles each header alone.
function(wingspread_precompiled name)
  cmake_parse_arguments(ARG "" "" "HEADERS;LIBS" ${ARGN})
  file(WRITE "${CMAKE_CURRENT_BINARY_DIR}/${name}.cpp" "")
  add_library(${name} STATIC "${CMAKE_CURRENT_BINARY_DIR}/${name}.cpp")
  target_link_libraries(${name} PRIVATE ${ARG_LIBS})
  target_precompile_headers(${name} PRIVATE ${ARG_HEADERS})
endfunction()

set(wingspread_headers <algorithm> <array> <charconv> <chrono> <cmath> <compare> <cstdint> <deque>
    <expected> <functional> <limits> <map> <memory> <optional> <set> <span> <string> <string_view>
    <tuple> <unordered_map> <utility> <variant> <vector> <fmt/format.h>)

# wingspread_room(NAME [DEPS room...] [LIBS library...])
# A room is a static library of every .cpp in src/NAME. DEPS are the rooms that it may include:
# they are the arrows of the architecture, which the architecture test reads from the real includes.
function(wingspread_room name)
  cmake_parse_arguments(ARG "" "" "DEPS;LIBS" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/src/${name}/*.cpp")
  list(FILTER sources EXCLUDE REGEX "/main\\.cpp$")
  list(TRANSFORM ARG_DEPS PREPEND ws_)
  if(sources)
    add_library(ws_${name} STATIC ${sources})
    target_include_directories(ws_${name} PUBLIC "${PROJECT_SOURCE_DIR}/src")
    target_link_libraries(ws_${name} PUBLIC ${ARG_DEPS} ${ARG_LIBS} PRIVATE wingspread_options)
    # What libFuzzer instruments differs from room to room.
    if(NOT WINGSPREAD_FUZZ)
      target_precompile_headers(ws_${name} REUSE_FROM precompiled_rooms)
    endif()
  else()
    add_library(ws_${name} INTERFACE)
    target_include_directories(ws_${name} INTERFACE "${PROJECT_SOURCE_DIR}/src")
    target_link_libraries(ws_${name} INTERFACE ${ARG_DEPS} ${ARG_LIBS})
  endif()
endfunction()

# wingspread_planted_room(NAME [DEPS room...] [LIBS library...])
# The room again, as ws_NAME_planted, with the mistakes of core/planted.hpp in it; the room itself
# where every room has them. DEPS name targets without their "ws_".
function(wingspread_planted_room name)
  if(WINGSPREAD_PLANTED_ROOMS)
    add_library(ws_${name}_planted INTERFACE)
    target_link_libraries(ws_${name}_planted INTERFACE ws_${name})
    return()
  endif()
  cmake_parse_arguments(ARG "" "" "DEPS;LIBS" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/src/${name}/*.cpp")
  list(TRANSFORM ARG_DEPS PREPEND ws_)
  add_library(ws_${name}_planted STATIC EXCLUDE_FROM_ALL ${sources})
  target_compile_definitions(ws_${name}_planted PUBLIC WINGSPREAD_PLANTED)
  target_include_directories(ws_${name}_planted PUBLIC "${PROJECT_SOURCE_DIR}/src")
  target_link_libraries(ws_${name}_planted PUBLIC ${ARG_DEPS} ${ARG_LIBS} PRIVATE wingspread_options)
  target_precompile_headers(ws_${name}_planted REUSE_FROM precompiled_rooms)
endfunction()

# wingspread_test(NAME DEPS room... [LIBS library...])
# One test program for every .cpp in tests/NAME, known to ctest as NAME.
function(wingspread_test name)
  cmake_parse_arguments(ARG "" "" "DEPS;LIBS" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/tests/${name}/*.cpp")
  list(TRANSFORM ARG_DEPS PREPEND ws_)
  if(sources)
    add_executable(${name}_tests ${sources})
    target_include_directories(${name}_tests PRIVATE "${PROJECT_SOURCE_DIR}/tests")
    target_link_libraries(${name}_tests PRIVATE ${ARG_DEPS} ${ARG_LIBS} GTest::gtest
                          GTest::gtest_main GTest::gmock wingspread_test_options)
    target_precompile_headers(${name}_tests REUSE_FROM precompiled_tests)
    target_compile_definitions(${name}_tests PRIVATE
                               WINGSPREAD_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
    add_test(NAME ${name} COMMAND ${name}_tests)
    set_tests_properties(${name} PROPERTIES LABELS room)
  endif()
endfunction()
