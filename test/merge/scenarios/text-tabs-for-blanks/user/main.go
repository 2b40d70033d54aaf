func main() {
	load()
	if ok {
		run()
	}
}
