/// The parking pipeline: which car stood in which garage, from when to when, and what it paid.
@NullMarked
package com.example.parking;

import org.jspecify.annotations.NullMarked;
