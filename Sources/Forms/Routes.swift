import Web

/// Every URL of the component, one line each.
enum Routes {
    static let all: [Route] = [
        Route(.get, "/forms/drafts", action: "forms.list", who: .everyone, page: DraftPages.list),
        Route(.get, "/forms/drafts/:id", action: "forms.show", who: .everyone, page: DraftPages.show),
        Route(.post, "/forms/drafts/:id/discard", action: DiscardDraft.name, who: .everyone, page: DraftPages.discard),
        Route(.post, "/forms/drafts/:id/autosave", action: SaveDraft.name, who: .everyone, page: StepPages.autosave),
        Route(.post, "/forms/drafts/:id/prefill", action: ReuseAnswers.name, who: .account, page: StepPages.prefill),
        Route(.get, "/forms/drafts/:id/reuse", action: "forms.show", who: .account, page: ReusePages.show),
        Route(.post, "/forms/drafts/:id/reuse", action: ReuseAnswers.name, who: .account, page: ReusePages.take),
        Route(.get, "/forms/drafts/:id/summary", action: "forms.show", who: .everyone, page: SummaryPage.show),
        Route(.get, "/forms/drafts/:id/steps/:step", action: "forms.show", who: .everyone, page: StepPages.show),
        Route(
            .post, "/forms/drafts/:id/steps/:step", action: SaveDraft.name, who: .everyone, limits: .upload, page: StepPages.save),
        Route(.get, "/forms/:slug", action: "forms.begin", who: .everyone, page: DraftPages.begin),
        Route(
            .post, "/forms/:slug", action: BeginDraft.name, who: .everyone, rate: RateLimit(30, per: 60), page: DraftPages.start),
    ]
}
