"""What a system consists of, and how it comes and goes.

botocore would sign requests in native code when `awscrt` is installed, which LocalStack brings. An interrupt from the
keyboard that arrives in one of its callbacks is lost there, and turns into an error of the request. So it is kept out,
before anything imports botocore.
"""

import os

os.environ["BOTO_DISABLE_CRT"] = "true"
