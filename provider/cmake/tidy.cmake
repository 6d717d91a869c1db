# SPDX-License-Identifier: MPL-2.0
# The house rules as a test:  cmake -DROOT=<tree> -P tidy.cmake
#
# Every broken rule is printed as file:line: rule, and the script fails if there was any.
cmake_minimum_required(VERSION 3.25)

# What the first word of an include may be, by the place of the including file (first match).
set(ROOMS
    "provider/base/|base"
    "provider/value/|value base"
    "provider/schema/|schema value base"
    "provider/protocol/|protocol schema value base tfplugin6.pb-c.h"
    "provider/shim/|shim protocol base"
    "provider/client/|client base"
    "provider/main.c|shim protocol base registry.h"
    "resources/azure/|shared schema value base"
    "resources/shared/|shared schema value client base"
    "resources/|shared azure schema value client base"
    "acceptance/emulator/|emulator base"
    "acceptance/conformance/|conformance emulator protocol schema value base registry.h")

# A foreign header stops at the doors named here; tests may know more than their room does.
set(DOORS
    "grpc/|provider/shim/"
    "openssl/|provider/shim/ provider/client/ acceptance/emulator/tls_test"
    "protobuf-c/|provider/protocol/ acceptance/conformance/"
    "tfplugin6|provider/protocol/ acceptance/conformance/"
    "curl/|provider/client/ acceptance/emulator/kit acceptance/emulator/"
    "jansson|provider/base/ acceptance/emulator/"
    "microhttpd|acceptance/emulator/ provider/client/tls_test"
    "sqlite3|acceptance/emulator/")

set(BANNED strcpy strcat sprintf vsprintf gets strtok strncpy strncat atoi atol atof setenv putenv
    alloca system popen)
# Memory that outlives a call is the business of these rooms; everybody else takes an arena.
set(ALLOCATORS provider/base/ provider/protocol/ provider/shim/ provider/client/
    resources/provider.c acceptance/emulator/)
set(COLUMNS_MAX 100)

set_property(GLOBAL PROPERTY broken "")
function(complain file line rule)
    message("${file}:${line}: ${rule}")
    set_property(GLOBAL APPEND PROPERTY broken "${file}:${line}")
endfunction()

# Finds the first entry "key|words" whose key begins `path`.
function(lookup table path result)
    set(${result} "" PARENT_SCOPE)
    foreach(entry IN LISTS ${table})
        string(REPLACE "|" ";" parts "${entry}")
        list(GET parts 0 key)
        list(GET parts 1 words)
        string(FIND "${path}" "${key}" at)
        if(at EQUAL 0)
            string(REPLACE " " ";" words "${words}")
            set(${result} "${words}" PARENT_SCOPE)
            return()
        endif()
    endforeach()
endfunction()

function(begins_with_one_of text prefixes result)
    set(${result} FALSE PARENT_SCOPE)
    foreach(prefix IN LISTS ${prefixes})
        string(FIND "${text}" "${prefix}" at)
        if(at EQUAL 0)
            set(${result} TRUE PARENT_SCOPE)
            return()
        endif()
    endforeach()
endfunction()

function(check_include file number line)
    if("${line}" MATCHES "^#include \"([^\"]+)\"")
        set(target "${CMAKE_MATCH_1}")
        lookup(ROOMS "${file}" allowed)
        if("${file}" MATCHES "^resources/([a-z0-9_]+)/")
            list(APPEND allowed ${CMAKE_MATCH_1}) # its own folder, never another resource's
        elseif("${file}" MATCHES "^resources/")
            list(APPEND allowed registry.h registry.def data_sources.def provider_settings.h
                provider_oauth.h provider_check.h)
        endif()
        string(REGEX REPLACE "/.*" "" room "${target}")
        if(NOT room IN_LIST allowed)
            complain("${file}" ${number} "may not include ${target}: not a room below")
        endif()
    endif()
    if("${line}" MATCHES "^#include [<\"]([^>\"]+)[>\"]")
        set(target "${CMAKE_MATCH_1}")
        lookup(DOORS "${target}" doors)
        if(doors)
            begins_with_one_of("${file}" doors is_at_door)
            if(NOT is_at_door)
                complain("${file}" ${number} "${target} may not be seen in this room")
            endif()
        endif()
    endif()
endfunction()

function(check_calls file number line)
    foreach(name IN LISTS BANNED)
        if("${line}" MATCHES "(^|[^A-Za-z0-9_])${name} *\\(")
            complain("${file}" ${number} "${name} is banned")
        endif()
    endforeach()
    if("${line}" MATCHES "(^|[^A-Za-z0-9_])(malloc|calloc|realloc|strdup|free) *\\(")
        set(call "${CMAKE_MATCH_2}")
        begins_with_one_of("${file}" ALLOCATORS may_allocate)
        if(NOT may_allocate AND NOT "${file}" MATCHES "(_test|testing|test_kit|_fuzz)\\.c$")
            complain("${file}" ${number} "${call}: take memory from the arena")
        endif()
    endif()
endfunction()

# Words that have no place in a file of ours; these scripts have to spell them.
function(check_words file number line)
    if("${line}" MATCHES "TODO|FIXME|(^|[^X])XXX([^X]|$)")
        complain("${file}" ${number} "write NEEDSWORK(#number) for an open design question")
    endif()
    if("${line}" MATCHES "(^|[^A-Za-z0-9_./-])/(work|root|home|Users)/")
        complain("${file}" ${number} "a path of one machine only")
    endif()
    if("${line}" MATCHES "(registry|proxy|packages|mirror|deb|archive)[.][a-z-]+[.][a-z]+|pypi[.]")
        complain("${file}" ${number} "host of a package registry: its client knows where to ask")
    endif()
endfunction()

set(long_lines "\\.(md|proto|bats|bash|tf|tfvars|hcl)$")
set(texts "\\.(c|h|def|cmake|md|proto|sh|bash|bats|tf|tfvars|hcl|go|rs|toml|gp|txt|supp)$|^dev$")

function(check_line file number line)
    string(REGEX REPLACE "…|—|–|→|≙|≤|≥|│|─" "." line "${line}") # LENGTH counts bytes
    string(LENGTH "${line}" length)
    if(length GREATER COLUMNS_MAX AND NOT "${file}" MATCHES "${long_lines}")
        complain("${file}" ${number} "longer than ${COLUMNS_MAX} columns")
    endif()
    if(NOT "${file}" MATCHES "tidy(_test)?\\.cmake$")
        check_words("${file}" ${number} "${line}")
    endif()
    if("${file}" MATCHES "\\.[ch]$")
        if("${line}" MATCHES "\t")
            complain("${file}" ${number} "tab")
        endif()
        check_include("${file}" ${number} "${line}")
        check_calls("${file}" ${number} "${line}")
    endif()
endfunction()

function(check_file file)
    # Brackets and semicolons mean something to CMake lists; no rule looks at them.
    file(READ "${ROOT}/${file}" text)
    string(REGEX REPLACE "[][;\\]" "." text "${text}")
    string(REPLACE "\n" ";" lines "${text}")
    set(number 0)
    foreach(line IN LISTS lines)
        math(EXPR number "${number} + 1")
        check_line("${file}" ${number} "${line}")
    endforeach()
    list(SUBLIST lines 0 2 head)
    if(NOT "${file}" MATCHES "\\.md$" AND NOT "${head}" MATCHES "SPDX-License-Identifier: MPL-2.0")
        complain("${file}" 1 "no SPDX line")
    endif()
    if("${file}" MATCHES "\\.h$" AND NOT "${text}" MATCHES "\n#pragma once\n")
        complain("${file}" 1 "no #pragma once")
    endif()
endfunction()

# Everything that acceptance runs, as one text: what is not named in it is not run.
file(GLOB scenarios "${ROOT}/acceptance/scenarios/*/*.bats")
set(scenario_text "")
foreach(scenario IN LISTS scenarios)
    file(READ "${scenario}" text)
    string(APPEND scenario_text "${text}")
endforeach()

function(check_scenario list thing)
    string(FIND "${scenario_text}" "${thing}" at)
    if(at EQUAL -1)
        complain("resources/${list}" 1 "${thing} is in no acceptance scenario")
    endif()
endfunction()

# What a resource owes besides its code.
function(check_resource name)
    check_scenario(registry.def "ccloud_${name}.")
    foreach(pattern "resources/${name}/*_test.c" "examples/resources/ccloud_${name}/resource.tf"
            "docs/resources/${name}.md")
        file(GLOB found "${ROOT}/${pattern}")
        if(NOT found)
            complain("resources/registry.def" 1 "${name} has no ${pattern}")
        endif()
    endforeach()
endfunction()

# The same for a data source, which may share its folder with a resource.
function(check_data_source name folder)
    check_scenario(data_sources.def "data.ccloud_${name}.")
    foreach(pattern "resources/${folder}/data_source*_test.c" "docs/data-sources/${name}.md"
            "examples/data-sources/ccloud_${name}/data-source.tf")
        file(GLOB found "${ROOT}/${pattern}")
        if(NOT found)
            complain("resources/data_sources.def" 1 "${name} has no ${pattern}")
        endif()
    endforeach()
endfunction()

# What a function owes.
function(check_function name)
    check_scenario(registry.def "provider::ccloud::${name}(")
    foreach(path "resources/functions/${name}_test.c" "examples/functions/${name}/function.tf"
            "docs/functions/${name}.md")
        if(NOT EXISTS "${ROOT}/${path}")
            complain("resources/registry.def" 1 "${name} has no ${path}")
        endif()
    endforeach()
endfunction()

# A test that docs/rules.md calls a proof has to exist; the beginning of its name is enough.
function(check_proofs)
    file(READ "${ROOT}/docs/rules.md" rules)
    string(REGEX MATCHALL "acceptance: \"[^\"]+" proofs "${rules}")
    foreach(proof IN LISTS proofs)
        string(REPLACE "acceptance: " "@test " head "${proof}")
        string(FIND "${scenario_text}" "${head}" at)
        if(at EQUAL -1)
            complain("docs/rules.md" 1 "no test begins like this: ${head}\"")
        endif()
    endforeach()
endfunction()

file(GLOB_RECURSE files RELATIVE "${ROOT}"
     "${ROOT}/provider/*" "${ROOT}/resources/*" "${ROOT}/acceptance/*" "${ROOT}/proto/*"
     "${ROOT}/examples/*" "${ROOT}/docs/*" "${ROOT}/*.md" "${ROOT}/CMakeLists.txt" "${ROOT}/dev")
list(FILTER files EXCLUDE REGEX "^build/|go\\.sum$|go\\.mod$|\\.svg$|/\\.")
list(REMOVE_DUPLICATES files)
foreach(file IN LISTS files)
    if("${file}" MATCHES "${texts}")
        check_file("${file}")
    endif()
endforeach()

if(EXISTS "${ROOT}/resources/registry.def")
    file(STRINGS "${ROOT}/resources/registry.def" rows REGEX "^CC_RESOURCE")
    foreach(row IN LISTS rows)
        string(REGEX REPLACE "^CC_RESOURCE.([a-z0-9_]+).*" "\\1" name "${row}")
        check_resource("${name}")
    endforeach()
    file(STRINGS "${ROOT}/resources/registry.def" rows REGEX "^CC_FUNCTION")
    foreach(row IN LISTS rows)
        string(REGEX REPLACE "^CC_FUNCTION.([a-z0-9_]+).*" "\\1" name "${row}")
        check_function("${name}")
    endforeach()
endif()

if(EXISTS "${ROOT}/resources/data_sources.def")
    file(STRINGS "${ROOT}/resources/data_sources.def" rows REGEX "^CC_DATA_SOURCE")
    foreach(row IN LISTS rows)
        if("${row}" MATCHES "^CC_DATA_SOURCE.([a-z0-9_]+), *([a-z0-9_]+)")
            check_data_source("${CMAKE_MATCH_1}" "${CMAKE_MATCH_2}")
        endif()
    endforeach()
endif()

if(EXISTS "${ROOT}/docs/rules.md")
    check_proofs()
endif()

get_property(broken GLOBAL PROPERTY broken)
list(LENGTH broken count)
if(count GREATER 0)
    message(FATAL_ERROR "${count} house rules broken")
endif()
