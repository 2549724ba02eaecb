# Debian packages, for the scripts that source this file.

# What a build of the programs needs.
build_packages=(
  g++ cmake ninja-build ccache mold pkg-config libgrpc++-dev libgrpc-dev protobuf-compiler protobuf-compiler-grpc
  libprotobuf-dev libabsl-dev libcurl4-openssl-dev rapidjson-dev libssl-dev libspdlog-dev libyaml-cpp-dev
  libcli11-dev libboost-dev grpc-proto golang-github-gogo-googleapis-dev ca-certificates
  zlib1g-dev
)
# What the tests need besides.
test_packages=(
  libgtest-dev libgmock-dev python3 python3-venv git openssl nginx-light clang-14 clang-tidy-14
)
# Node's own packages bring npm, and Debian's npm does not go beside them.
command -v npm >/dev/null || test_packages+=(nodejs npm)

# Installs those of the named packages that are missing.
install_packages() {
  local missing=() package
  for package in "$@"; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] && return 0
  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || { echo "packages are missing and only root can install them: ${missing[*]}" >&2; return 1; }
    as_root=(sudo)
  fi
  echo "installing ${#missing[@]} packages"
  "${as_root[@]}" apt-get -q update
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q install -y --no-install-recommends \
    -o DPkg::Lock::Timeout=600 "${missing[@]}"
}
