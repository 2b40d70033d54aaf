def main():
    load()
    connect(7)
    run()
    close()


main()
