/// Feedback: reports of barriers, from anybody, with an answer within the period of the law.
///
/// **What it is.** The form behind the accessibility statement. A report goes to the unit that the city's folder names, which has a list
/// by due day and answers it; whoever left an address gets a confirmation and the answer by mail, then the address is forgotten.
///
///     reported (open, due on a day) ──answered──▶ answered
///
/// **Law.** § 12b (2) no. 2, (4) BGG and § 7 BITV 2.0 for the federation; the law of the Land for a city (all unchecked). The period is
/// data of the city.
///
/// **Tables.** `feedback_reports`. **Events.** `BarrierReported`, `ReportAnswered`. Listens to nobody.
/// **Jobs.** `feedback.mail`. **Parts.** `any Mailer`, which may be missing; then nobody is confirmed by mail,
/// and answers wait as incidents.
import Folders
import Store
public import Web

public enum Feedback {
    public static let component = Component(
        StoreComponent(
            name: "feedback",
            schema: [
                Migration(
                    "feedback-1",
                    """
                    CREATE TABLE feedback_reports (
                        id {id} PRIMARY KEY, at BIGINT NOT NULL, page TEXT NOT NULL, text TEXT NOT NULL, email TEXT, language TEXT NOT NULL,
                        due TEXT NOT NULL, answer TEXT, answered_at BIGINT, answered_by {id},
                        owner {id}, unit {id} NOT NULL, post {id}, confidential BIGINT NOT NULL
                    );
                    CREATE INDEX feedback_reports_open ON feedback_reports (due, id) WHERE answered_at IS NULL
                    """)
            ],
            actions: [
                ActionEntry(ReportBarrier.self), ActionEntry(AnswerReport.self), ActionEntry(ForgetSender.self),
            ], jobs: [FeedbackMail.job]),
        routes: [
            Route(.get, "/feedback", action: ReportBarrier.name, who: .everyone, page: ReportPages.show),
            Route(
                .post, "/feedback", action: ReportBarrier.name, who: .everyone, rate: RateLimit(10, per: 3600),
                page: ReportPages.send),
            Route(.get, "/feedback/sent", who: .everyone, page: ReportPages.sent),
            Route(
                .get, "/feedback/reports", action: AnswerReport.name, who: .permission(AnswerReport.name),
                page: AnsweringPages.list),
            Route(
                .get, "/feedback/reports/:id", action: AnswerReport.name, who: .permission(AnswerReport.name),
                page: AnsweringPages.show),
            Route(
                .post, "/feedback/reports/:id/answer", action: AnswerReport.name, who: .permission(AnswerReport.name),
                page: AnsweringPages.answer),
        ],
        navigation: [
            NavigationItem(.workbench, "feedback.navigation", "/feedback/reports", who: .permission(AnswerReport.name), order: 75)
        ])
}
