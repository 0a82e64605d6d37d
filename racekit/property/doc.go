// Package property checks properties of concurrent code with drawn input: it is
// package rapid, where what is drawn is run under many schedules.
//
// Check draws a body. A body that fails in one schedule is made smaller by rapid,
// which explores each candidate anew, so shrinking ends at the least input for
// which a schedule is found. The flag -rapid.seed repeats the drawing, and the
// flags -racekit.* say how each body is explored: see package racekit.
//
// Because only this process has what was drawn, bodies are explored in it: a
// fatal error in a body ends the test.
//
// Check is stable; the texts of reports and the numbers of schedules may change
// with each release.
package property
