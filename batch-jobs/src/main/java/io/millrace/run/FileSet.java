package io.millrace.run;

import io.millrace.arrival.ObjectVersion;

import java.util.List;

/// The files that a run takes together.
///
/// @param key what tells the sets of a route apart, a date say
/// @param members in the order of the route's settings
public record FileSet(String key, List<Member> members) {

    public FileSet {
        members = List.copyOf(members);
    }

    /// One file of a set.
    ///
    /// @param name as the route names it
    /// @param object the version that the run reads
    /// @param size in bytes, as announced
    public record Member(String name, ObjectVersion object, long size) {}

    /// The member with this name.
    ///
    /// @throws IllegalArgumentException if the set has none
    public Member member(String name) {
        return members.stream()
                .filter(member -> member.name().equals(name))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "Set %s has no member '%s' but %s; name it in the route's set.members"
                                                .formatted(key, name, members.stream().map(Member::name).toList())));
    }
}
