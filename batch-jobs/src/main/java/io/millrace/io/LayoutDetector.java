package io.millrace.io;

import io.millrace.io.Layout.Form;

import org.jspecify.annotations.Nullable;

/// Finds out from the beginning of a content how it is laid out.
///
/// `[` begins an array, `{` an object. The one question is whether an object is the only one or the first of many: it
/// is of many if it ends within its line, or if its line cannot be the beginning of a longer object and the next line
/// begins an object, too; so a broken first line does not cost the others.
final class LayoutDetector {

    /// How much of the content is looked at.
    private static final int VIEW = 1 << 20;

    private final Lookahead content;
    private boolean wholeContent;

    LayoutDetector(Lookahead content) {
        this.content = content;
    }

    /// The form of the content. It stays in front of its first block.
    ///
    /// @throws ContentFault if it holds no records
    Form form(boolean namedLines) {
        wholeContent = !content.gather(4);
        if (ByteOrderMark.isWide(content.bytes, content.length)) {
            throw ContentFault.inText(
                    FileFault.INVALID_ENCODING, "it is UTF-16 or UTF-32; save it as UTF-8", content.start);
        }
        if (namedLines) {
            return Form.LINES;
        }
        var form = guess();
        // No form yet means that more of the content has to be seen.
        for (var wanted = 4096; form == null; wanted *= 2) {
            wholeContent = !content.gather(wanted);
            form = guess();
        }
        return form;
    }

    private @Nullable Form guess() {
        var end = Math.min(content.length, VIEW);
        var seenAll = wholeContent || end == VIEW;
        var first = skipWhiteSpace(ByteOrderMark.utf8Length(content.bytes, end), end);
        if (first == end) {
            return nothingYet(seenAll);
        }
        if (content.bytes[first] == '[') {
            return Form.ARRAY;
        }
        var lineEnd = lineEnd(first, end);
        var next = skipWhiteSpace(lineEnd, end);
        if (lineEnd < end || seenAll) {
            if (isObject(first, lineEnd)) {
                return Form.LINES;
            }
            if (next < end || seenAll) {
                return isObjectOfMany(first, lineEnd, next, end) ? Form.LINES : single(first);
            }
        }
        return null;
    }

    private @Nullable Form nothingYet(boolean seenAll) {
        if (wholeContent) {
            throw ContentFault.inText(FileFault.EMPTY_FILE, "it is empty", content.length);
        }
        if (seenAll) {
            throw ContentFault.inText(FileFault.INVALID_JSON, "it begins with 1 MiB of white space", content.length);
        }
        return null;
    }

    /// Whether a line holds an object and nothing else, as far as quotes and brackets tell.
    private boolean isObject(int first, int lineEnd) {
        if (content.bytes[first] != '{') {
            return false;
        }
        var objectEnd = new StructureScanner('{').scan(content.bytes, first, lineEnd);
        return objectEnd >= 0 && skipWhiteSpace(objectEnd, lineEnd) == lineEnd;
    }

    private boolean isObjectOfMany(int first, int lineEnd, int next, int end) {
        if (next == end) {
            // A line longer than all that is looked at: as a document it could not be read either.
            return lineEnd == end && !wholeContent && content.bytes[first] == '{';
        }
        return content.bytes[next] == '{' && !mayGoOn(first, lineEnd);
    }

    /// Whether an object can go on with an object in the next line.
    private boolean mayGoOn(int first, int lineEnd) {
        var scanner = new StructureScanner(content.bytes[first]);
        var objectEnd = scanner.scan(content.bytes, first, lineEnd);
        var last = lineEnd;
        while (Framer.isWhiteSpace(content.bytes[last - 1])) {
            last--;
        }
        return content.bytes[first] == '{'
                && objectEnd < 0
                && !scanner.isInText()
                && "[,:".indexOf(content.bytes[last - 1]) >= 0;
    }

    private Form single(int first) {
        if (content.bytes[first] == '{') {
            return Form.DOCUMENT;
        }
        if (wholeContent && JsonSyntax.errorIn(content.bytes, first, content.length) == null) {
            throw ContentFault.inText(
                    FileFault.SCALAR_DOCUMENT, "it is a single JSON value, but no object and no array", first);
        }
        throw ContentFault.inText(
                FileFault.INVALID_JSON,
                "it is no JSON: it begins with " + ByteName.of(content.bytes[first] & 0xFF),
                first);
    }

    private int skipWhiteSpace(int from, int end) {
        var at = from;
        while (at < end && Framer.isWhiteSpace(content.bytes[at])) {
            at++;
        }
        return at;
    }

    private int lineEnd(int from, int end) {
        var at = from;
        while (at < end && content.bytes[at] != '\n') {
            at++;
        }
        return at;
    }
}
