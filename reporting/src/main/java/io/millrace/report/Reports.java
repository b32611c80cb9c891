package io.millrace.report;

import io.millrace.aws.Buckets;
import io.millrace.run.RunRequests;
import io.millrace.run.RunRequests.Requested;
import io.millrace.run.RunState;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Reports: to ask for one, to list and to read those that are there, and to forget old ones.
@Component
public class Reports {

    private final RunRequests runs;
    private final ReportStore store;
    private final ReportPress press;
    private final S3Client s3;
    private final String bucket;
    private final ReportSettings settings;
    private final TransactionTemplate transaction;
    private final InstantSource clock = InstantSource.system();

    Reports(
            RunRequests runs,
            ReportStore store,
            ReportPress press,
            S3Client s3,
            Buckets buckets,
            ReportSettings settings,
            PlatformTransactionManager transactions) {
        this.runs = runs;
        this.store = store;
        this.press = press;
        this.s3 = s3;
        this.bucket = buckets.results();
        this.settings = settings;
        this.transaction = new TransactionTemplate(transactions);
    }

    /// Asks for a report. The same one is made once, unless it is asked for again or was deleted since.
    ///
    /// @param sites the sites that an energy report is to look at; none for all
    /// @param again whether to make it although it was made before, with what came in since
    /// @throws InvalidReportException if there cannot be such a report
    public Requested request(ReportKind kind, ReportPeriod period, List<String> sites, boolean again) {
        var request = new ReportRequest(kind, period, sites, settings.zone());
        if (period.from(settings.zone()).isAfter(clock.instant())) {
            throw new InvalidReportException("period", "The period has not begun.");
        }
        var answer = request(request, again ? UUID.randomUUID().toString() : null);
        return isGone(answer, request) ? request(request, UUID.randomUUID().toString()) : answer;
    }

    /// Asks for a report, once on each occasion.
    Requested request(ReportRequest request, @Nullable String occasion) {
        return runs.request(ReportJob.NAME, bucket, request.key(), request.parameters(), occasion);
    }

    private boolean isGone(Requested answer, ReportRequest request) {
        return !answer.isNew() && answer.run().state() == RunState.COMPLETED && store.at(request.key()).isEmpty();
    }

    /// Today's date where the days of reports begin.
    public LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), settings.zone());
    }

    /// Reports, the first made last.
    ///
    /// @param before only those with a smaller id; null for all
    public List<PublishedReport> list(@Nullable Long before, int limit) {
        return store.list(before, limit);
    }

    /// The report of this id.
    public Optional<PublishedReport> find(long id) {
        return store.find(id);
    }

    /// The page of a report: one HTML file in UTF-8. Empty if it was deleted meanwhile.
    public Optional<byte[]> html(PublishedReport report) {
        try {
            var object = s3.getObjectAsBytes(request -> request.bucket(bucket).key(report.key()));
            return Optional.of(object.asByteArray());
        } catch (NoSuchKeyException deleted) {
            return Optional.empty();
        }
    }

    /// Deletes the reports that are older than `millrace.report.retention`; how many.
    public int expire() {
        var deleted = 0;
        while (Boolean.TRUE.equals(transaction.execute(_ -> expireOne()))) {
            deleted++;
        }
        if (deleted > 0) {
            transaction.executeWithoutResult(_ -> press.index());
        }
        return deleted;
    }

    /// If it dies between the two, the row is still there and the next one deletes both.
    private boolean expireOne() {
        var key = store.deleteOlderThan(settings.retention());
        key.ifPresent(object -> s3.deleteObject(request -> request.bucket(bucket).key(object)));
        return key.isPresent();
    }
}
