#!/usr/bin/env bash
# Lays out the root of the image: the programs, the shared libraries that they need, the authorities of TLS, and nothing
# that could be used for something else: no shell, no package manager.
#   bash deploy/docker/lay_out_root.sh FOLDER_OF_PROGRAMS ROOT
# Names, versions and licences of the packages that the libraries are from go where scanners of images look for them.
set -euo pipefail
programs=${1:?the folder of the programs}
root=${2:?the folder to lay out}
user=65532 # Also in Dockerfile and in ../kubernetes/deployment.yaml.

mkdir -p "$root"/{dev,proc,run,sys,tmp,etc/ssl/certs,usr/bin,usr/lib,usr/lib64,usr/share/doc,var/lib/dpkg/status.d}
ln -sfn usr/bin "$root/bin"
ln -sfn usr/lib "$root/lib"
ln -sfn usr/lib64 "$root/lib64"
for program in cloudphone-gateway cloudphone-simulator cphctl; do
  install -m 0755 "$programs/$program" "$root/usr/bin/$program"
done
cp -L /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/"
printf 'cloudphone:x:%d:%d:cloudphone:/:/sbin/nologin\n' "$user" "$user" >"$root/etc/passwd"
printf 'cloudphone:x:%d:\n' "$user" >"$root/etc/group"
printf 'hosts: files dns\n' >"$root/etc/nsswitch.conf"

needed=$(ldd "$root"/usr/bin/*)
if grep 'not found' <<<"$needed" >&2; then
  echo "lay_out_root.sh: these libraries are not here" >&2
  exit 1
fi
# Lines such as "  libz.so.1 => /lib/x86_64-linux-gnu/libz.so.1 (0x...)" and "  /lib64/ld-linux-x86-64.so.2 (0x...)".
mapfile -t libraries < <(sed -n 's|^\s\(.* => \)\?\(/[^ ]*\) (.*|\2|p' <<<"$needed" | sort -u)
for library in "${libraries[@]}"; do
  install -D -m 0755 "$(realpath "$library")" "$root/usr${library#/usr}"
done

# Lines such as "libc6:amd64: /lib/x86_64-linux-gnu/libc.so.6". A package knows its file by the path before or after /lib
# became /usr/lib; the other one is not found.
mapfile -t packages < <({
  echo "ca-certificates: "
  dpkg-query -S "${libraries[@]}" "${libraries[@]/#/\/usr}" 2>/dev/null || true
} | sed 's/: .*//' | sort -u)
for package in "${packages[@]}"; do
  name=${package%:*}
  dpkg-query -s "$package" >"$root/var/lib/dpkg/status.d/$name"
  install -D -m 0644 "$(realpath "/usr/share/doc/$name/copyright")" "$root/usr/share/doc/$name/copyright"
done
