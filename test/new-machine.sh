#!/usr/bin/env bash
# Runs `.ci/run` as on a new machine: in a Debian system that debootstrap makes, with nothing in it but node, npm and the
# Google Cloud CLI, which .ci/run names as preconditions. Wants root, debootstrap and about 3 GB below TMPDIR.
#   bash test/new-machine.sh [SUITE …]
set -euo pipefail
cd "$(dirname "$0")/.."

for tool in debootstrap chroot gcloud kubectl gke-gcloud-auth-plugin node npm; do
  command -v "$tool" > /dev/null || { echo "error: $tool is not installed" >&2; exit 2; }
done
[ "$(id -u)" = 0 ] || { echo "error: making a Debian system wants root: sudo bash test/new-machine.sh" >&2; exit 2; }

root=$(mktemp -d -t new-machine-XXXXXX)
mounted=()
clear() {
  for place in "${mounted[@]}"; do umount -l "$place" || echo "error: $place is still mounted" >&2; done
  rm -rf --one-file-system "$root"
}
trap clear EXIT

. /etc/os-release
mirror=$(apt-get indextargets --format '$(SITE)' 'Created-By: Packages' | head -1)
debootstrap --variant=minbase --include=ca-certificates "$VERSION_CODENAME" "$root" "$mirror" > /dev/null
# bubblewrap, which keeps learners apart, wants a root that is a mount point. Private: nothing below it shows outside.
mount --bind "$root" "$root"
mounted=("$root")
mount --make-private "$root"
for place in proc sys dev dev/pts; do
  mount --bind "/$place" "$root/$place"
  mounted=("$root/$place" "${mounted[@]}")
done

# The network as it is here, and the preconditions.
cp -L /etc/resolv.conf "$root/etc/"
cp -a /etc/apt/. "$root/etc/apt/"
cp /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/"
[ ! -e "$HOME/.npmrc" ] || cp "$HOME/.npmrc" "$root/root/"
cp -L "$(command -v node)" "$root/usr/bin/node"
mkdir -p "$root/usr/lib/node_modules"
cp -a "$(dirname "$(dirname "$(readlink -f "$(command -v npm)")")")" "$root/usr/lib/node_modules/npm"
ln -s ../lib/node_modules/npm/bin/npm-cli.js "$root/usr/bin/npm"
ln -s ../lib/node_modules/npm/bin/npx-cli.js "$root/usr/bin/npx"
sdk=$(dirname "$(dirname "$(readlink -f "$(command -v gcloud)")")")
mkdir -p "$root/usr/lib"
cp -a "$sdk" "$root/usr/lib/google-cloud-sdk"
for tool in gcloud kubectl gke-gcloud-auth-plugin; do
  if [ -e "$sdk/bin/$tool" ]; then ln -s "../lib/google-cloud-sdk/bin/$tool" "$root/usr/bin/$tool"; else cp -L "$(command -v "$tool")" "$root/usr/bin/$tool"; fi
done

git clone --quiet --no-hardlinks . "$root/clone"
chroot "$root" env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 CI=true \
  NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt bash /clone/.ci/run "$@"
