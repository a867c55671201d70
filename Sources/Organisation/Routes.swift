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
]
