# SPDX-License-Identifier: MPL-2.0
# Compiles for the sysroot into which sysroot.sh has copied this file, and looks nowhere else: what
# is shipped must not depend on what happens to be installed.
file(STRINGS ${CMAKE_CURRENT_LIST_DIR}/triplet triplet)
set(libraries ${CMAKE_CURRENT_LIST_DIR}/usr/lib/${triplet})

set(CMAKE_SYSTEM_NAME Linux)
string(REGEX REPLACE "-.*" "" CMAKE_SYSTEM_PROCESSOR ${triplet})
set(CMAKE_C_COMPILER ${triplet}-gcc)
set(CMAKE_CXX_COMPILER ${triplet}-g++)
set(CMAKE_SYSROOT ${CMAKE_CURRENT_LIST_DIR})
# There are archives only.  A cross compiler brings an older libc, and would take that one first.
set(CMAKE_EXE_LINKER_FLAGS_INIT "-static-pie -B${libraries} -L${libraries}")

set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)
set(CMAKE_FIND_LIBRARY_SUFFIXES .a)
set(ENV{PKG_CONFIG_SYSROOT_DIR} ${CMAKE_SYSROOT})
set(ENV{PKG_CONFIG_LIBDIR} ${libraries}/pkgconfig)
set(ENV{PKG_CONFIG_PATH} "")
