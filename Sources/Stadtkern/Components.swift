/// What Stadtkern is made of, in the order in which listeners hear and migrations run.
import Accounts
import Applications
import Audit
import Catalogue
import Delivery
import Documents
import Dossiers
import Forms
import Identity
import Notices
import Organisation
import Procedures
import Statistics
import Web

let components: [Component] = [
    Identity.component,
    Organisation.component,
    Accounts.component,
    Audit.component,
    Catalogue.component,
    Forms.component,
    Documents.component,
    Dossiers.component,
    Delivery.component,
    Notices.component,
    Procedures.component,
    Applications.component,
    Statistics.component,
]
