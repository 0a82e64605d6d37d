package lostupdate

type plainCounter struct{ n int }

func (c *plainCounter) Inc(int) { c.n++ }

func (c *plainCounter) Value() int { return c.n }
