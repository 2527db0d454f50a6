/**
 * What a task runs: a relational plan, frozen and durable before anything starts, and the stages
 * that the scheduler cuts it into.
 */
@NullMarked
package dev.tadashi.model.plan;

import org.jspecify.annotations.NullMarked;
