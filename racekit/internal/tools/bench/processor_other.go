//go:build !unix

package main

import "time"

const self, children = 0, 1

var start = time.Now()

// processorTime stands in for a system that does not tell it: all time counts.
func processorTime(int) time.Duration { return time.Since(start) }
