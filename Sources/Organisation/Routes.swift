import Web

let organisationRoutes: [Route] = [
    Route(.get, "/organisation", who: .staff, page: OrganisationPages.tree),
    Route(.get, "/organisation/own", who: .staff, page: OwnPostPages.show),
    Route(.post, "/organisation/absences", action: ReportAbsence.name, who: .staff, page: OwnPostPages.reportAbsence),
    Route(.get, "/organisation/absences", action: "organisation.list-absences", who: .staff, page: AbsencePages.list),
    Route(.post, "/organisation/absences/recorded", action: RecordAbsence.name, who: .staff, page: AbsencePages.record),
    Route(.post, "/organisation/absences/:id/ending", action: EndAbsence.name, who: .staff, page: AbsencePages.end),
    Route(.post, "/organisation/posts/:key/deputies", action: AppointDeputy.name, who: .staff, page: OwnPostPages.appoint),
    Route(.post, "/organisation/deputies/:id/ending", action: EndDeputy.name, who: .staff, page: OwnPostPages.end),
    Route(.get, "/organisation/posts/:key", who: .staff, page: PostPages.show),
    Route(
        .post, "/organisation/posts/:key/holders", action: AssignPost.name, who: .permission(AssignPost.name),
        page: PostPages.assign),
    Route(
        .post, "/organisation/posts/:key/vacancy", action: VacatePost.name, who: .permission(VacatePost.name),
        page: PostPages.vacate),

    Route(.get, "/organisation/people", who: .permission("organisation.people"), page: PeoplePages.list),
    Route(.get, "/organisation/people/adding", who: .permission(AddPerson.name), page: PeoplePages.adding),
    Route(.post, "/organisation/people", action: AddPerson.name, who: .permission(AddPerson.name), page: PeoplePages.add),
    Route(.get, "/organisation/people/:id", who: .permission("organisation.people"), page: PersonPages.show),
    Route(
        .post, "/organisation/people/:id/details", action: ChangePerson.name, who: .permission(ChangePerson.name),
        page: PersonPages.change),
    Route(
        .post, "/organisation/people/:id/invitation", action: InvitePerson.name, who: .permission(InvitePerson.name),
        page: PersonPages.invite),
    Route(
        .post, "/organisation/people/:id/posts", action: AssignPost.name, who: .permission(AssignPost.name),
        page: PersonPages.assign),
    Route(
        .post, "/organisation/people/:id/vacancy", action: VacatePost.name, who: .permission(VacatePost.name),
        page: PersonPages.vacate),
    Route(
        .post, "/organisation/people/:id/dismissal", action: DismissPerson.name, who: .permission(DismissPerson.name),
        page: PersonPages.dismiss),
    Route(
        .post, "/organisation/people/:id/readmission", action: ReadmitPerson.name, who: .permission(ReadmitPerson.name),
        page: PersonPages.readmit),
    Route(
        .post, "/organisation/people/:id/unlocking", action: UnlockPerson.name, who: .permission(UnlockPerson.name),
        page: PersonPages.unlock),
    Route(
        .post, "/organisation/people/:id/second-factor", action: ResetPersonFactor.name, who: .permission(ResetPersonFactor.name),
        page: PersonPages.resetFactor),

    Route(.get, "/organisation/units/adding", who: .permission(EditOrganisation.name), page: EditPages.addUnit),
    Route(.get, "/organisation/units/:key/editing", who: .permission(EditOrganisation.name), page: EditPages.editUnit),
    Route(
        .post, "/organisation/units", action: EditOrganisation.name, who: .permission(EditOrganisation.name),
        page: EditPages.saveUnit),
    Route(.get, "/organisation/posts/adding", who: .permission(EditOrganisation.name), page: EditPages.addPost),
    Route(.get, "/organisation/posts/:key/editing", who: .permission(EditOrganisation.name), page: EditPages.editPost),
    Route(
        .post, "/organisation/posts", action: EditOrganisation.name, who: .permission(EditOrganisation.name),
        page: EditPages.savePost),
    Route(.get, "/organisation/roles", who: .staff, page: RolePages.list),
    Route(.get, "/organisation/roles/adding", who: .permission(EditOrganisation.name), page: RolePages.add),
    Route(.get, "/organisation/roles/:key", who: .staff, page: RolePages.show),
    Route(
        .post, "/organisation/roles", action: EditOrganisation.name, who: .permission(EditOrganisation.name),
        page: RolePages.save),
    Route(.get, "/organisation/edits", who: .permission("organisation.edits"), page: EditListPages.list),
    Route(
        .post, "/organisation/edits/:id/ending", action: EndEdit.name, who: .permission(EndEdit.name), page: EditListPages.end),
    Route(.get, "/organisation/export", who: .permission("organisation.edits"), page: EditListPages.export),
    Route(.get, "/organisation/requests", who: .staff, page: RequestPages.list),
    Route(
        .post, "/organisation/requests/:id/decision", action: DecideRequest.name, who: .staff, page: RequestPages.decide),
    Route(
        .post, "/organisation/notes/:id/acknowledgement", action: AcknowledgeAccess.name, who: .staff,
        page: RequestPages.acknowledge),
]
