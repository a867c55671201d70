"""The journeys that the product is built for, each as a sentence with the test that goes it and its place in the handbook.

A new page that somebody lives with gets its journey here; `test_list.py` refuses a journey without its test, a handbook that
names a picture which no journey makes, and a picture that no page of the handbook shows."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Journey:
    who: str
    sentence: str
    test: str
    """File and function below Tests/BrowserTests."""
    handbook: str | None = None
    """File and heading below docs/handbuch; none where it has no way with pictures there yet."""


CLERK, CITIZEN = "clerk", "citizen"
DAY, LIFE = "journeys/test_clerk_day.py", "journeys/test_citizen_life.py"
OFFICE, PORTAL = "wege-im-amt.md", "wege-fuer-buerger.md"

JOURNEYS = [
    Journey(CLERK, "The morning begins with what is due, and a filter is kept for tomorrow.",
            f"{DAY}::test_the_morning_begins_with_what_is_due_and_a_filter_is_kept", f"{OFFICE}#Der Morgen"),
    Journey(CLERK, "A case is taken and decided and the next one reached by keyboard alone.",
            f"{DAY}::test_taking_deciding_and_the_next_one_go_by_keyboard_alone", f"{OFFICE}#Nur mit der Tastatur"),
    Journey(CLERK, "Missing documents are asked for, reminded of, and come.",
            f"{DAY}::test_missing_documents_are_asked_for_reminded_of_and_come", f"{OFFICE}#Unterlagen nachfordern"),
    Journey(CLERK, "Before a refusal the applicant is heard.",
            f"{DAY}::test_before_a_refusal_the_applicant_is_heard", f"{OFFICE}#Anhören, dann ablehnen"),
    Journey(CLERK, "Another office is asked and answers.",
            f"{DAY}::test_another_office_is_asked_and_answers", f"{OFFICE}#Eine andere Stelle fragen"),
    Journey(CLERK, "A notice with a slip is corrected, an unlawful one withdrawn.",
            f"{DAY}::test_a_notice_is_corrected_and_then_withdrawn", f"{OFFICE}#Einen Bescheid berichtigen oder zurücknehmen"),
    Journey(CLERK, "An objection on paper is entered and remedied.",
            f"{DAY}::test_an_objection_on_paper_is_entered_and_remedied", f"{OFFICE}#Ein Widerspruch auf Papier"),
    Journey(CLERK, "The work of a sick colleague goes to the deputy.",
            f"{DAY}::test_the_work_of_a_sick_colleague_goes_to_the_deputy", f"{OFFICE}#Jemand ist krank"),
    Journey(CLERK, "The head sees what is late, why, and how much waits.",
            f"{DAY}::test_the_head_sees_what_is_late_and_how_much_waits", f"{OFFICE}#Überblick für die Leitung"),
    Journey(CLERK, "The letters of the day are printed and posted.",
            f"{DAY}::test_the_letters_of_the_day_are_printed_and_posted", f"{OFFICE}#Die Post des Tages"),
    Journey(CITIZEN, "Somebody applies without an account and comes back with the code.",
            "test_journeys.py::test_a_citizen_applies_without_an_account", f"{PORTAL}#Ohne Konto beantragen"),
    Journey(CITIZEN, "Registered and begun on the phone at night, sent from the desk next morning.",
            f"{LIFE}::test_registered_and_begun_on_the_phone_at_night_sent_from_the_desk_next_morning",
            f"{PORTAL}#Abends am Telefon anfangen, morgens absenden"),
    Journey(CITIZEN, "A document that was asked for is sent afterwards.",
            f"{LIFE}::test_a_document_that_was_asked_for_is_sent_afterwards", f"{PORTAL}#Unterlagen nachreichen"),
    Journey(CITIZEN, "A notice is read, and each sentence says why it stands there.",
            f"{LIFE}::test_a_notice_is_read_and_each_sentence_says_why", f"{PORTAL}#Den Bescheid lesen und verstehen"),
    Journey(CITIZEN, "An objection is raised online, and can be taken back.",
            f"{LIFE}::test_an_objection_is_raised_online_and_taken_back", f"{PORTAL}#Widerspruch einlegen"),
    Journey(CITIZEN, "An application is withdrawn before it is decided.",
            f"{LIFE}::test_an_application_is_withdrawn_before_it_is_decided", f"{PORTAL}#Einen Antrag zurückziehen"),
    Journey(CITIZEN, "All applications are found, filtered and exported; earlier answers are taken over on request.",
            "test_citizen.py::test_a_citizen_finds_all_applications", f"{PORTAL}#Alle Anträge im Überblick"),
    Journey(CITIZEN, "Mailbox or letter: who chooses is written to that way from then on.",
            "test_citizen.py::test_a_citizen_chooses_letters_by_post", f"{PORTAL}#Postfach oder Brief"),
    # Ways of pages that came later.
    Journey(CLERK, "Two people decide on an exception.", "test_workbench.py::test_two_people_decide_on_an_exception"),
    Journey(CLERK, "A case goes to another office and comes back.",
            "test_workbench.py::test_a_case_goes_to_another_office_and_comes_back"),
    Journey(CLERK, "Another unit decides on an objection, and its decision is served.",
            "test_workbench.py::test_another_unit_decides_on_an_objection_and_its_decision_is_served"),
    Journey(CITIZEN, "The holder of a permit changes the vehicle.", "test_account.py::test_a_holder_changes_the_vehicle"),
    Journey(CITIZEN, "The holder of a permit is reminded and renews it.", "test_account.py::test_a_holder_is_reminded_and_renews"),
    Journey(CITIZEN, "Somebody sees who looked at their data.", "test_account.py::test_a_citizen_sees_who_looked"),
    Journey(CITIZEN, "Somebody takes a copy of their data along.", "test_account.py::test_a_citizen_takes_their_data"),
    Journey(CITIZEN, "Somebody comes, moves and goes.", "test_account.py::test_somebody_comes_moves_and_goes"),
    Journey(CITIZEN, "Somebody reports a barrier.", "test_account.py::test_somebody_reports_a_barrier"),
]
