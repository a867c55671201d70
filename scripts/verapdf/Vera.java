import java.io.FileInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.logging.LogManager;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;
import org.verapdf.pdfa.validation.profiles.Profiles;
import org.verapdf.pdfa.validation.profiles.ValidationProfile;
import org.verapdf.pdfa.validation.validators.ValidatorFactory;

/**
 * Checks PDF files against PDF/A-3b (ISO 19005-3) and PDF/UA-1 (ISO 14289-1), all files in one process
 * because the engine's start costs more than a letter. The exit status is the number of files that
 * fail in at least one flavour, at most 100; 101 means that the checker itself could not work.
 */
public final class Vera {
    /** Failed assertions kept per file; enough to name every rule that is broken. */
    private static final int KEPT = 500;

    private record Flavour(String profile, PDFAFlavour flavour, ValidationProfile rules) {}

    public static void main(String[] arguments) throws Exception {
        List<String> names = new ArrayList<>();
        List<String> files = new ArrayList<>();
        boolean quiet = false;
        for (String argument : arguments) {
            if (argument.startsWith("--flavour=")) names.add(argument.substring("--flavour=".length()));
            else if (argument.equals("--quiet")) quiet = true;
            else files.add(argument);
        }
        if (names.isEmpty()) names = List.of("PDFA-3B", "PDFUA-1");
        if (files.isEmpty()) {
            System.err.println("usage: verapdf.sh [--quiet] [--flavour=PDFA-3B|PDFUA-1|...]... FILE...");
            System.exit(101);
        }
        LogManager.getLogManager().reset();
        PrintStream output = System.out;
        System.setOut(new PrintStream(OutputStream.nullOutputStream()));
        VeraGreenfieldFoundryProvider.initialise();
        List<Flavour> flavours = new ArrayList<>();
        for (String name : names) flavours.add(flavour(name));

        int failing = 0;
        for (String file : files) {
            boolean passes = true;
            for (Flavour flavour : flavours) passes &= check(file, flavour, quiet, output);
            if (!passes) failing++;
        }
        output.println(files.size() + " files, " + failing + " failing (" + String.join(", ", names) + ")");
        output.flush();
        System.exit(Math.min(failing, 100));
    }

    private static Flavour flavour(String name) throws Exception {
        String identifier = name.startsWith("PDFUA-")
            ? "ua" + name.substring("PDFUA-".length())
            : name.substring("PDFA-".length()).toLowerCase();
        try (InputStream profile = Vera.class.getResourceAsStream("/org/verapdf/pdfa/validation/" + name + ".xml")) {
            if (profile == null) {
                System.err.println("no profile " + name);
                System.exit(101);
            }
            return new Flavour(name, PDFAFlavour.byFlavourId(identifier), Profiles.profileFromXml(profile));
        }
    }

    private static boolean check(String file, Flavour flavour, boolean quiet, PrintStream output) {
        Map<String, Integer> failures = new TreeMap<>();
        Map<String, String> places = new LinkedHashMap<>();
        int assertions = 0;
        boolean passes = false;
        try (InputStream bytes = new FileInputStream(file);
            PDFAParser parser = Foundries.defaultInstance().createParser(bytes, flavour.flavour())) {
            PDFAValidator validator = ValidatorFactory.createValidator(flavour.rules(), KEPT, false, false, false);
            ValidationResult result = validator.validate(parser);
            passes = result.isCompliant();
            assertions = result.getTotalAssertions();
            for (TestAssertion assertion : result.getTestAssertions()) {
                if (assertion.getStatus() != TestAssertion.Status.FAILED) continue;
                String rule = assertion.getRuleId().getClause() + "-" + assertion.getRuleId().getTestNumber()
                    + " " + assertion.getMessage();
                failures.merge(rule, 1, Integer::sum);
                places.putIfAbsent(rule, String.valueOf(assertion.getLocation().getContext()));
            }
        } catch (Exception problem) {
            failures.put("unreadable " + problem, 1);
        }
        if (!passes || !quiet) {
            output.println((passes ? "ok   " : "FAIL ") + flavour.profile() + " " + file + " (" + assertions + " assertions)");
        }
        for (Map.Entry<String, Integer> failure : failures.entrySet()) {
            output.println("     " + failure.getValue() + " x " + failure.getKey());
            if (places.containsKey(failure.getKey())) output.println("         first at " + places.get(failure.getKey()));
        }
        return passes;
    }
}
