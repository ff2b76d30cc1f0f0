"""``python -m hubao``: the same as the command ``hubao``."""

import sys

from hubao.cli import main

if __name__ == "__main__":
    sys.exit(main())
