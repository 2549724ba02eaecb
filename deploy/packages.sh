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
  bubblewrap buildah busybox-static mksh protobuf-compiler-grpc-java-plugin
)
# What the agent needs to be built for arm64 and run here: those of the other architecture beside our own, of the same
# versions, and an emulator.
arm64_packages=(
  g++-aarch64-linux-gnu qemu-user libgrpc++-dev:arm64 libgrpc-dev:arm64 libprotobuf-dev:arm64 libabsl-dev:arm64
  libcurl4-openssl-dev:arm64 libssl-dev:arm64 libspdlog-dev:arm64 libgtest-dev:arm64 libgmock-dev:arm64
)
# Node's own packages bring npm, and Debian's npm does not go beside them.
command -v npm >/dev/null || test_packages+=(nodejs npm)
# The clients in Go and Java. Debian 12's own Go is too old for them: they want 1.26.
command -v go >/dev/null || test_packages+=(golang)
command -v javac >/dev/null || test_packages+=(openjdk-17-jdk-headless)
command -v mvn >/dev/null || test_packages+=(maven)

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
  [[ "${missing[*]}" != *:arm64* ]] || "${as_root[@]}" dpkg --add-architecture arm64
  "${as_root[@]}" apt-get -q update
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q install -y --no-install-recommends \
    -o DPkg::Lock::Timeout=600 "${missing[@]}"
}
