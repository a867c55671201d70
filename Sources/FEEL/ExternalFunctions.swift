/// Functions kept outside FEEL (DMN 1.5, 10.3.2.13.3): only what `ExternalFunctions.table` names can be called.
public enum ExternalFunctions {
    /// The function that a mapping (`{java: {class: …, method signature: …}}`) describes.
    public static func function(_ mapping: Value, _ parameters: [Function.Parameter], _ run: Evaluation, _ place: Int) -> Value {
        run.fail(.unsupported, place, "external functions do not exist here")
    }
}
