// Compiled only for the precompiled header of the tests (CMakeLists.txt).
