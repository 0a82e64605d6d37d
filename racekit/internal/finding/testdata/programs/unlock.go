package main

import "sync"

type store struct{ mu sync.Mutex }

func (s *store) release() { s.mu.Unlock() }

func main() { new(store).release() }
