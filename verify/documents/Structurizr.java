import com.structurizr.dsl.StructurizrDslParser;
import com.structurizr.util.WorkspaceUtils;
import java.io.File;

/** Reads a workspace with Structurizr's own parser and prints it as JSON; a refusal is the exit code and the message. */
public class Structurizr {
    public static void main(String[] arguments) throws Exception {
        StructurizrDslParser parser = new StructurizrDslParser();
        try {
            parser.parse(new File(arguments[0]));
        } catch (com.structurizr.dsl.StructurizrDslParserException refusal) {
            System.err.println(refusal.getMessage());
            System.exit(1);
        }
        System.out.println(WorkspaceUtils.toJson(parser.getWorkspace(), false));
    }
}
