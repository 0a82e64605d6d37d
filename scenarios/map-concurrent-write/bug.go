package mapconcurrentwrite

type plainStock struct{ count map[string]int }

func newPlainStock() *plainStock { return &plainStock{map[string]int{}} }

func (s *plainStock) Add(item string, n int) { s.count[item] += n }

func (s *plainStock) Count(item string) int { return s.count[item] }
