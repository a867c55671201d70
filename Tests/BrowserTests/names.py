"""Names of the product that more than one test relies on: paths, fields, variables. Changed here and nowhere else."""

# Sign-in, as a person sees it. The fields are found by their names, which CONTRACTS keeps stable.
SIGN_IN_PATH = "/identity/sign-in"
EMAIL_FIELD = "email"
PASSWORD_FIELD = "password"
CODE_FIELD = "code"

# How an error stands on a page that refuses what was sent.
ERROR_SELECTOR = "[role=alert]"

# What the program reads from its environment.
DATABASE_VARIABLE = "STADTKERN_DATABASE"
MAIL_VARIABLE = "STADTKERN_SMTP"
CLOCK_VARIABLE = "STADTKERN_CLOCK"

# How `stadtkern routes` says that only the operator's port on loopback answers.
ADMIN_PORT = "admin-port"

# GET routes that are no pages: programs call them, so the accessibility gate leaves them out.
NOT_PAGES = ("/api/", "/assets/", "/web/", "/health/", "/metrics", "/demo/")
