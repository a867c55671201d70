// FEEL, the expression language of DMN 1.5 (OMG formal/24-01-01, chapter 10), as pure values: no clock, no files, no network.
//
//     let names = Names(["age", "dogs"])                                  // what an expression may read
//     let fee = try Expression(parsing: "sum(dogs.tax) * 12", names: names)    // throws Diagnostic: a syntax error with its place
//     let scope = Scope(json: answers, now: instant)                      // values by name; `now()` and `today()` come from here
//     let value: Value = fee.evaluate(in: scope)                          // never throws, never traps
//     let run: Outcome = fee.run(in: scope)                               // value and the diagnostics that explain a null
//     fee.reads                                                           // [["dogs", "tax"]]: what it depends on
//     fee.isTrue(in: scope)                                               // for conditions: null counts as false, as in DMN
//
//     let checked = Expression.compile("sum(dogz.tax)", names: names)     // for `check`
//     checked.problems                                                    // all problems at once, unknown names included
//
//     let young = try UnaryTests(parsing: "< 18, [65..70]")               // cells of decision tables
//     young.matches(Value(json: 17), in: scope)
//
// `Value` is null, boolean, number, string, date, time, date and time, the two durations, list, context, range or function.
// `Value(json:)` and `value.json` connect it with JSON (dates are strings there: `Value(json:as:)` reads them by type);
// `value.description` is FEEL text that parses back to the same value.
//
// Names may have spaces and the characters . / - ' + *; text is cut into names by the longest name that is known
// (`Names`, local variables, built-in functions), so `Names` should be given wherever such names occur.
// Without `Names`, words that follow each other are one name.
//
// Untrusted text: nesting, steps, list lengths, string lengths and numbers of diagnostics are bounded (`Limits`); what
// exceeds them is null with the reason `limit`.
