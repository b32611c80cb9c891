package io.millrace.operations;

import org.springframework.http.HttpStatus;

/// The stable code of a problem, the field `code` of a problem document: what programs decide by. `docs/error-codes.md`
/// lists them.
public enum ApiCode {
    INVALID_PARAMETER(
            HttpStatus.BAD_REQUEST,
            "A query parameter has a value that it cannot have; `parameter` names it.",
            "Correct the value; `detail` says what is expected."),
    MISSING_PARAMETER(
            HttpStatus.BAD_REQUEST,
            "A required query parameter is missing; `parameter` names it.",
            "Add the parameter."),
    UNKNOWN_PARAMETER(
            HttpStatus.BAD_REQUEST,
            "The path has no query parameter of this name; `parameter` repeats it.",
            "Correct the name: left unnoticed, the answer would not be what was asked for."),
    INVALID_CURSOR(
            HttpStatus.BAD_REQUEST,
            "The cursor belongs to another list, to other parameters, or was changed; `parameter` is `cursor`.",
            "Pass `next` of the page before on unchanged, with the same parameters; or begin without a cursor."),
    INVALID_BODY(
            HttpStatus.BAD_REQUEST,
            "The body is not the JSON that is expected; `parameter` names the field where one is at fault.",
            "Correct the body; `detail` says what is expected."),
    INVALID_REQUEST(
            HttpStatus.BAD_REQUEST,
            "The request cannot be understood, before any parameter of it is looked at.",
            "Correct the request; `%` in a URL, for example, must be followed by two hexadecimal digits."),
    ANSWER_TOO_LARGE(
            HttpStatus.BAD_REQUEST,
            "A list that was asked for as a whole is longer than an answer may be; `parameter` is `limit`.",
            "Ask for it in pages, with `limit` and `cursor`; or for less, with a site or a shorter time."),
    FOREIGN_ORIGIN(
            HttpStatus.FORBIDDEN,
            "A page of another origin asked for a change in the name of the user who looks at it.",
            "Send changes from this server's own pages, or from a program that is no browser."),
    PATH_NOT_FOUND(HttpStatus.NOT_FOUND, "There is nothing at this path.", "See `/openapi.json` for the paths."),
    RUN_NOT_FOUND(
            HttpStatus.NOT_FOUND,
            "No run has this id.",
            "Look into `GET /api/runs`. A file that was announced a moment ago has a run as soon as its message is"
                    + " received."),
    RESOURCE_NOT_FOUND(
            HttpStatus.NOT_FOUND,
            "There is nothing of the name that the path contains.",
            "`detail` says what is unknown."),
    OBJECT_NOT_FOUND(
            HttpStatus.NOT_FOUND,
            "The bucket has no such object, or not in this version.",
            "Correct bucket, key (not URL-encoded) or version; or upload the file, which starts its run by itself."),
    METHOD_NOT_ALLOWED(
            HttpStatus.METHOD_NOT_ALLOWED,
            "The path does not know this HTTP method; `allowed` lists those that it knows.",
            "Use one of them."),
    NOT_ACCEPTABLE(
            HttpStatus.NOT_ACCEPTABLE,
            "The path cannot answer in any media type that `Accept` lists.",
            "Accept `application/json`, or what `/openapi.json` says of the path."),
    ACTION_NOT_ALLOWED(
            HttpStatus.CONFLICT,
            "The run is in a state that does not allow the action; `state` is the state, `allowed` the actions that it"
                    + " allows.",
            "Choose one of them, or wait until the run has left the state."),
    NOTHING_TO_REDRIVE(
            HttpStatus.CONFLICT,
            "The run has no rejects, or all of them were re-driven before.",
            "Ask with `\"again\": true` to re-drive them once more."),
    REJECT_NOT_AVAILABLE(
            HttpStatus.CONFLICT,
            "A chosen record is not among the run's rejects, or was re-driven before. Nothing was re-driven.",
            "Leave it out, or ask with `\"again\": true` to re-drive it once more."),
    PART_OF_SET(
            HttpStatus.CONFLICT,
            "The run took a set of files together, whose records do not run by themselves. Nothing was re-driven.",
            "Correct the file, upload it, and `POST /api/arrivals` with it and `\"rerun\": true`."),
    RERUN_REFUSED(
            HttpStatus.CONFLICT,
            "The file or its set cannot run again now; `reason` is the code of why.",
            "`detail` says what to do; `reason` is explained below, under the faults of runs."),
    BODY_TOO_LARGE(
            HttpStatus.CONTENT_TOO_LARGE,
            "The body is longer than the server reads.",
            "Send less at once; what is asked for in two requests is done in two."),
    UNSUPPORTED_MEDIA_TYPE(
            HttpStatus.UNSUPPORTED_MEDIA_TYPE,
            "The body has a media type that the path does not read.",
            "Send JSON, with `Content-Type: application/json`."),
    FOREIGN_HOST(
            HttpStatus.MISDIRECTED_REQUEST,
            "The request was sent to a host name that is not this server's.",
            "Use a name that `millrace.operations.allowed-hosts` has, or add this one there."),
    NO_ROUTE(
            HttpStatus.UNPROCESSABLE_CONTENT,
            "No route takes the object, so that nothing would become of its arrival.",
            "Add a route for its bucket and key, or put it where one takes it; see `GET /api/routes`."),
    CORRECTION_NEEDED(
            HttpStatus.UNPROCESSABLE_CONTENT,
            "A chosen record was too long to be kept whole, or has a quote of CSV that nothing closes, so that it"
                    + " cannot be re-driven as it was or as it was corrected. Nothing was re-driven.",
            "Send its corrected `text`, or leave it out."),
    CORRECTION_HAS_LINE_BREAK(
            HttpStatus.UNPROCESSABLE_CONTENT,
            "A corrected text has several lines, but a record is one. Nothing was re-driven.",
            "Take the line breaks out; in JSON they are white space."),
    INTERNAL_ERROR(
            HttpStatus.INTERNAL_SERVER_ERROR,
            "A fault of the server.",
            "Look for `reference` in its log and report both."),
    SERVICE_UNAVAILABLE(
            HttpStatus.SERVICE_UNAVAILABLE,
            "The database or an AWS service cannot be reached, throttles or fails.",
            "Try again in a while; `/actuator/health` says what is down.");

    private final HttpStatus status;
    private final String meaning;
    private final String remedy;

    ApiCode(HttpStatus status, String meaning, String remedy) {
        this.status = status;
        this.meaning = meaning;
        this.remedy = remedy;
    }

    /// The HTTP status that it comes with, always the same.
    public HttpStatus status() {
        return status;
    }

    /// What it means, in a sentence of Markdown.
    public String meaning() {
        return meaning;
    }

    /// What to do about it, in a sentence of Markdown.
    public String remedy() {
        return remedy;
    }
}
