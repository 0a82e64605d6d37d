package sample

import (
	"testing"
)

func TestPanic(t *testing.T) {
	t.Log("x")
	t.Run("sub", func(t *testing.T) { t.Log("y"); var m map[string]int; m["a"] = 1 })
}
