# Two commands matter: `make run` and `make test`. scripts/bootstrap.py does the work and says what it does.
#
#   make run PORT=8001 HOST=127.0.0.1 DATA_DIR=elsewhere LAN=1     all optional
#   make setup PYTHON=python3.12 TORCH_INDEX_URL=…                 which Python, where torch comes from

# The first Python that is new enough; none: the set-up says so in words.
PYTHON ?= $(shell for each in python3 python3.11 python3.12 python3.13 python3.14; do \
	"$$each" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo "$$each"; exit; }; done; echo python3)

.PHONY: help setup run test bench lint words screenshots clean

help:
	@sed -n '1,4s/^# \{0,1\}//p' Makefile

setup run test bench lint words screenshots clean:
	@exec "$(PYTHON)" scripts/bootstrap.py $@
