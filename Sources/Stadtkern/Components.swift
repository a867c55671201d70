/// What Stadtkern is made of, in the order in which listeners hear and migrations run.
import Catalogue
import Delivery
import Documents
import Dossiers
import Identity
import Notices
import Organisation
import Procedures
import Web

let components: [Component] = [
    Identity.component,
    Organisation.component,
    Catalogue.component,
    Documents.component,
    Dossiers.component,
    Delivery.component,
    Notices.component,
    Procedures.component,
]
