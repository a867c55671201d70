// DMN 1.1 to 1.5 (OMG formal/24-01-01): decision models as values.
//
//     let reading = Model.read(Document(name: "tax.dmn", bytes: bytes))          // imports: others: [Document]
//     reading.problems                                                           // all at once: document, line, element, sentence
//     if let model = reading.model {
//         let result = model.evaluate(decision: "Annual tax", inputs: ["dogs": 2], at: instant)
//         result.value                                                           // FEEL value, null where there is none
//         result.diagnostics                                                     // where something gave null, and why
//         result.trace                                                           // which tables were read, with which rows
//         model.findings()                                                       // for `check`: overlaps, gaps, dead rows
//     }
//
// Decisions, input data, business knowledge models, decision services; decision tables with all hit policies, literal
// expressions, contexts, invocations, relations, lists, functions, conditional, for, some, every, filter; item definitions.
// `TCK.run(folder:)` plays test cases of the layout of the DMN Technology Compatibility Kit.
