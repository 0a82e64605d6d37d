package main

import "time"

var total int

func add() { total++ }

func main() {
	go add()
	total = 5
	time.Sleep(10 * time.Millisecond)
}
