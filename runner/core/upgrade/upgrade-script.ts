import { UPGRADE } from '../paths.ts'

/** What stands below `UPGRADE`, by the names that the script knows. */
export const NEW_PACKAGE = `${UPGRADE}/new.deb`
export const OLD_PACKAGE = `${UPGRADE}/old.deb`
/** Written last, when the way back was taken: why. */
export const WENT_BACK = `${UPGRADE}/back`
/** What dpkg said of a package that it did not install. */
export const DPKG_WORDS = `${UPGRADE}/refused.log`
/** What dpkg said last. */
export const DPKG_LOG = `${UPGRADE}/dpkg.log`
export const UPGRADE_SCRIPT = `${UPGRADE}/upgrade.sh`

/** Where systemd reads what runs before `cygnet-runner boot`, as long as an upgrade is under way. */
export const BOOT_DROP_IN = '/etc/systemd/system/cygnet-boot.service.d/60-cygnet-upgrade.conf'

/**
 * The way forth and back, for /bin/sh: neither may need a runner or its Node, which dpkg is just about to replace. dpkg syncs
 * what it unpacks and goes on from any interruption; the mark of having gone back comes after that, synced.
 *
 * At boot systemctl is told that there is no systemd to speak to: the maintainer scripts would wait for units that wait for
 * this one. What systemd has read of the units by then, it reads again a little later.
 */
export const upgradeScript = (folder: string): string => `#!/bin/sh
# Written by cygnet-runner for the time of its own upgrade, and gone after it.
#   forth: install new.deb      back: install old.deb, unless the new runner has settled      boot: the same, at boot
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive
cd ${folder} || exit 0

# Another dpkg may hold the lock for a while.
install() {
  tries=$2
  until dpkg --no-force-unsafe-io --install "$1" >dpkg.log 2>&1 </dev/null; do
    tries=$((tries - 1))
    if [ "$tries" -le 0 ]; then return 1; fi
    sleep 5
  done
}

# Not after the new runner has settled, and not twice.
is_due() {
  [ -e old.deb ] && [ ! -e back ]
}

back() {
  is_due || return 0
  install old.deb "$2" || return 1
  echo "$1" >back.new && sync back.new && mv back.new back && sync .
}

case "$1" in
  forth)
    if ! install new.deb 4; then
      tail -c 2000 dpkg.log >refused.log
      back refused 60
    fi
    ;;
  back)
    # Stopped first: what does not run cannot settle while its way back is taken.
    systemctl stop cygnet-runner.service
    back late 60
    systemctl start cygnet-runner.service
    ;;
  boot)
    if is_due; then
      (export SYSTEMD_OFFLINE=1 && back boot 1)
      systemd-run --quiet --collect --on-active=30s systemctl daemon-reload
    fi
    ;;
esac
`

/** Makes cygnet-boot take the way back first. \`+\`: outside of the service's sandbox; \`-\`: whatever comes of it, the firewall comes back. */
export const bootDropIn = (
  script: string,
): string => `# Written by cygnet-runner for the time of its own upgrade, and gone after it.
[Unit]
RequiresMountsFor=/usr /var/lib/dpkg

[Service]
ExecStartPre=+-/bin/sh ${script} boot
TimeoutStartSec=300
`
