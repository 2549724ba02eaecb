#!/system/bin/sh
# The phone runs /data/local/tmp/extend_custom.sh after each boot, if it belongs to root:root and has the mode 750, and
# gives it 10 seconds. A phone that has such a script already needs only the line below in it.
sh /data/local/tmp/cloudphone/monitor.sh start
