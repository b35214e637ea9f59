# Sourced by the commands in scripts/ (POSIX sh). The caller sets `root` to the checkout before, and may set
# `setup_needs` to "node" (no servers are started) or "node java maven" (the default).
# Afterwards node_modules is what package-lock.json says and node_modules/.bin/node is Node 24.

setup_node="$root/node_modules/.bin/node"
setup_stamp="$root/node_modules/.tributary-stamp"

setup_missing=
setup_lacks() {
  setup_missing="$setup_missing
  - $1"
}

# Major version of Java: "17" from 'openjdk version "17.0.15"', "8" from 'java version "1.8.0_402"'.
setup_java_major() {
  "${JAVA_HOME:+$JAVA_HOME/bin/}java" -version 2>&1 | sed -n 's/.* version "\(1\.\)\{0,1\}\([0-9][0-9]*\).*/\2/p' | head -n 1
}

setup_check_node() {
  if ! command -v node >/dev/null 2>&1; then
    setup_lacks 'Node.js 20 or newer: not found on the path. Install it from your system (apt install nodejs npm, brew install node) or from nodejs.org.'
  elif [ "$(node -p 'process.versions.node.split(".")[0]')" -lt 20 ]; then
    setup_lacks "Node.js 20 or newer: this is $(node --version). Install a newer one from nodejs.org or with nvm."
  fi
  command -v npm >/dev/null 2>&1 || setup_lacks 'npm: not found on the path. It comes with Node.js (on Debian: apt install npm).'
}

setup_check_java() {
  setup_major=$(setup_java_major)
  if [ -z "$setup_major" ]; then
    setup_lacks "Java 17 or newer (Kafka and the schema registry run on it): not found${JAVA_HOME:+ under JAVA_HOME=$JAVA_HOME}. Install a JRE (apt install openjdk-17-jre-headless, brew install openjdk)."
  elif [ "$setup_major" -lt 17 ]; then
    setup_lacks "Java 17 or newer (Kafka and the schema registry run on it): this is Java $setup_major. Install a newer JRE and point JAVA_HOME at it."
  fi
}

setup_check_maven() {
  command -v mvn >/dev/null 2>&1 ||
    setup_lacks 'Apache Maven 3.6.3 or newer (it fetches Kafka, the registry and Redis): mvn is not on the path. Install it (apt install maven, brew install maven).'
}

setup_check_all() {
  setup_check_node
  for setup_need in ${setup_needs:-node java maven}; do
    case $setup_need in
      java) setup_check_java ;;
      maven) setup_check_maven ;;
    esac
  done
  [ -z "$setup_missing" ] && return
  printf 'Tributary needs more than this machine has:%s\nThen run the same command again.\n' "$setup_missing" >&2
  exit 2
}

# What is installed depends on the lock file and the kind of machine (a checkout may be mounted into another). The Node that runs npm
# does not matter: it differs between a shell and an npm script, and what is installed runs on the Node 24 that comes with it.
setup_wanted_stamp() {
  node -e 'const lock = require("fs").readFileSync(process.argv[1]); console.log(require("crypto").createHash("sha256").update(lock).digest("hex"), process.platform, process.arch)' \
    "$root/package-lock.json"
}

setup_is_installed() {
  [ -x "$setup_node" ] && [ -f "$setup_stamp" ] && [ "$(cat "$setup_stamp")" = "$setup_wanted" ]
}

setup_has_node_24() {
  case $("$setup_node" --version 2>/dev/null) in
    v24.*) return 0 ;;
  esac
  return 1
}

# True after an `npm install` by hand: nothing to do but to note it.
setup_is_up_to_date() {
  setup_has_node_24 && node "$root/scripts/lib/is-installed.mjs" "$root" && echo "$setup_wanted" >"$setup_stamp"
}

# Two commands started at once must not both replace node_modules. A lock whose owner is gone is taken over.
setup_lock() {
  mkdir -p "$root/.cache" || exit 1
  setup_lock_folder="$root/.cache/setup.lock"
  setup_waited=0
  until mkdir "$setup_lock_folder" 2>/dev/null; do
    setup_owner=$(cat "$setup_lock_folder/pid" 2>/dev/null || echo)
    if [ -n "$setup_owner" ] && ! kill -0 "$setup_owner" 2>/dev/null; then
      rm -rf "$setup_lock_folder"
      continue
    fi
    [ "$setup_waited" -eq 1 ] && echo '==> waiting for another installation in this checkout' >&2
    setup_waited=$((setup_waited + 1))
    if [ "$setup_waited" -gt 900 ]; then
      echo "$setup_lock_folder has been held for 15 minutes; if no installation is running, remove it" >&2
      exit 1
    fi
    sleep 1
  done
  echo $$ >"$setup_lock_folder/pid"
  trap 'rm -rf "$setup_lock_folder"' EXIT
  trap 'exit 130' INT TERM
}

setup_unlock() {
  rm -rf "$setup_lock_folder"
  trap - EXIT INT TERM
}

setup_install() {
  setup_lock
  if ! setup_is_installed; then
    echo '==> installing npm packages (npm ci, about a minute, only after changes of package-lock.json)' >&2
    (cd "$root" && npm ci --loglevel=error --no-fund --no-audit --no-update-notifier >&2) || {
      echo 'npm ci did not finish; the reason stands above. After repairing it, run the same command again.' >&2
      exit 1
    }
    echo "$setup_wanted" >"$setup_stamp"
  fi
  setup_unlock
}

setup_check_result() {
  setup_has_node_24 && return
  rm -f "$setup_stamp"
  echo "node_modules/.bin/node should be Node 24 but is $("$setup_node" --version 2>/dev/null || echo none): npm did not run the install script of the package \"node\"." >&2
  echo 'Check that npm is allowed to run scripts (npm config get ignore-scripts should say false), then run the same command again.' >&2
  exit 1
}

setup_check_all
setup_wanted=$(setup_wanted_stamp)
setup_is_installed || setup_is_up_to_date || setup_install
setup_check_result
