/// What Stadtkern is made of, in the order in which listeners hear and migrations run.
import Accesses
import Accounts
import Applications
import Audit
import Catalogue
import Delivery
import Disclosures
import Documents
import Dossiers
import Feedback
import Forms
import Identity
import Mandates
import Notices
import Operation
import Organisation
import Procedures
import Processes
import Statistics
import Web

let components: [Component] = [
    Identity.component,
    Accesses.component,
    Organisation.component,
    Accounts.component,
    Audit.component,
    Catalogue.component,
    Mandates.component,
    Forms.component,
    Documents.component,
    Dossiers.component,
    Delivery.component,
    Notices.component,
    Procedures.component,
    Applications.component,
    Disclosures.component,
    Feedback.component,
    Operation.component,
    Statistics.component,
    Processes.component,
]
